import { equal, match, ok } from 'node:assert/strict'
import { createTopic, uniqueTopic } from '../support/kafka.ts'
import type { Target } from '../support/targets.ts'
import { type Answer, type Call, type Case, type Facts, usualType } from './case.ts'
import type { Document } from './document.ts'
import { matches } from './matches.ts'

/** Runs one case against one target. @param values  of the table's surroundings */
export async function runCase(
  { topic: shape, given, request, answers, afterwards }: Case,
  target: Target,
  document: Document,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const topic =
    shape === undefined ? (values.empty ?? '') : shape === 'missing' ? uniqueTopic('missing') : await createTopic(shape)
  let facts: Facts = {
    target,
    topic,
    values: { topic, ...values },
    send: (call) => sendTo(target, fill(call, facts)),
  }
  const found = await given?.(facts)
  if (found) facts = { ...facts, values: { ...facts.values, ...found } }
  const call = fill(typeof request === 'function' ? request(facts) : request, facts)
  const answer = await sendTo(target, call)

  equal(answer.status, answers.status, `HTTP ${answer.status}: ${answer.text.slice(0, 500)}`)
  if (answers.body !== undefined) matches(answer.json, answers.body)
  if (answers.lines !== undefined) matches(answer.lines, answers.lines)
  const type = answers.type === undefined ? usualType(call.path) : answers.type
  if (answer.status !== 204) equal(answer.headers.get('content-type'), type)
  for (const [name, value] of Object.entries(answers.headers ?? {})) {
    if (value instanceof RegExp) match(answer.headers.get(name) ?? '', value)
    else equal(answer.headers.get(name), value, name)
  }
  saysNothingOfItsInside(answer)
  document.check(call, answer)
  await afterwards?.(facts, answer)
}

export async function sendTo(target: Target, { method, path, headers, body }: Call): Promise<Answer> {
  // As bytes: for a text fetch would make up a Content-Type where the call has none.
  const response = await target.fetch(path, { method, headers, ...(body !== undefined && { body: Buffer.from(body) }) })
  const bytes = Buffer.from(await response.arrayBuffer())
  // The fetch of a real connection decompresses by itself, the other targets' answers come as they were made.
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = zipped
    ? await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
    : bytes.toString()
  const lines = text.endsWith('\r\n') ? text.split('\r\n').slice(0, -1).map(parsed) : undefined
  return { status: response.status, headers: response.headers, text, json: parsed(text), ...(lines && { lines }) }
}

/** Puts values in the place of names in braces. */
function fill(call: Call, { values }: Facts): Call {
  const put = (text: string) => text.replaceAll(/\{(\w+)\}/g, (name, key) => values[key] ?? name)
  const headers = Object.entries(call.headers).map(([name, value]) => [name, put(value)])
  return { ...call, path: put(call.path), headers: Object.fromEntries(headers) }
}

function saysNothingOfItsInside({ text, status }: Answer): void {
  ok(status !== 500, `HTTP 500: ${text.slice(0, 500)}`)
  for (const secret of [
    /^\s+at .*:\d+/m,
    /node_modules|file:\/\/|\.[tm]s:\d+/,
    /\b(?:TypeError|RangeError|ECONN\w+)\b/,
  ]) {
    ok(!secret.test(text), `an answer must not say ${secret}: ${text.slice(0, 500)}`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
