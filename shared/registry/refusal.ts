import { Forbidden } from '../http/errors/access.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { RegistryRefusal, SchemaRefused } from '../http/errors/schemas.ts'
import type { Answer } from './transport.ts'

const maxLength = 300

/** Exceptions that registries written in Java put in front of what they mean to say. */
const javaException = /(?:[\w$]+\.)+[\w$]*(?:Exception|Error)\b:?\s*/g

/**
 * What a registry's no means for the client (contract B.3, items 1 to 3).
 *
 * @param what  what was asked for, for when the registry gives no reason: `schema 7`
 */
export function refusal(answer: Answer, what: string): RestError {
  const { reason } = saidIn(answer)
  return (
    noAccess(answer, what) ?? refusedBecause(reason || `The schema registry refused ${what} with HTTP ${answer.status}`)
  )
}

/** The same for a client that speaks to the registry through this proxy: the registry's own status, code and message. */
export function passedOn(answer: Answer, what: string): RestError {
  const { code, reason } = saidIn(answer)
  const message = reason || `The schema registry refused ${what} with HTTP ${answer.status}.`
  return noAccess(answer, what) ?? new RegistryRefusal(answer.status, code ?? answer.status, message)
}

/** It is this proxy that is not let in: the client can do nothing about it, least of all log in. */
function noAccess(answer: Answer, what: string): Forbidden | undefined {
  const { code, reason } = saidIn(answer)
  if (answer.status !== 401 && answer.status !== 403 && code !== 40301) return undefined
  return new Forbidden(`The schema registry does not give this proxy access to ${what}. ${reason}`.trimEnd())
}

function saidIn({ body }: Answer): { readonly code: number | undefined; readonly reason: string } {
  const { error_code: code, message } = (body ?? {}) as { readonly error_code?: unknown; readonly message?: unknown }
  return {
    // Some have 0 for what they have no code for.
    code: Number.isInteger(code) && (code as number) >= 400 ? (code as number) : undefined,
    reason: typeof message === 'string' ? firstSentence(message) : '',
  }
}

/** 422/42207 in the words Confluent's proxy begins with. */
export function refusedBecause(reason: string): SchemaRefused {
  return new SchemaRefused(`Error serializing message. ${reason}${/[.…]$/.test(reason) ? '' : '.'}`)
}

function firstSentence(message: string): string {
  const line = message
    .slice(0, 4 * maxLength)
    .replace(javaException, '')
    .trim()
    .split(/[\r\n]/, 1)[0] as string
  const sentence = line.split(/(?<=\.)\s/, 1)[0] as string
  return sentence.length > maxLength ? `${sentence.slice(0, maxLength)}…` : sentence
}
