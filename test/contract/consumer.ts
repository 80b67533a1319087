import { equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { ensureTable } from '../../infra/local/table.ts'
import { V1, V2 } from '../../shared/http/media-types.ts'
import { stack } from '../support/stack.ts'
import { type Answer, type Call, type Case, type Facts, get, json2, post, send } from './case.ts'

/** Settings of a proxy that keeps consumers in a table that nobody else has, and soon notices what is new in Kafka. */
export async function consumerEnvironment(): Promise<Record<string, string>> {
  const table = `contract-${randomUUID()}`
  await ensureTable({ endpoint: stack.dynamodb, table })
  return { KAFKA_REST_DYNAMODB_TABLE: table, KAFKA_REST_CONSUMER_METADATA_MAX_AGE_MS: '300' }
}

/** A name no other test uses. */
export function newGroup(hint = 'group'): string {
  return `${hint}-${randomUUID()}`
}

/** Where an instance is: `base` is the path of its `base_uri`. */
export interface Consumer {
  readonly [name: string]: string
  readonly group: string
  readonly name: string
  readonly base: string
}

/** Creates an instance that reads JSON from the beginning and commits nothing by itself, or as told. */
export async function createConsumer(
  facts: Pick<Facts, 'send'>,
  config: object = {},
  group = newGroup(),
  headers: Call['headers'] = {},
): Promise<Consumer> {
  const body = { format: 'json', 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false', ...config }
  const answer = await facts.send(post(`/consumers/${encodeURIComponent(group)}`, V2, body, headers))
  equal(answer.status, 200, answer.text)
  const { instance_id, base_uri } = answer.json as { instance_id: string; base_uri: string }
  return { group, name: instance_id, base: new URL(base_uri).pathname }
}

/** What a case begins with, one step after the other; each adds values for the next. */
export function steps(...all: readonly NonNullable<Case['given']>[]): NonNullable<Case['given']> {
  return async (facts) => {
    let { values } = facts
    for (const step of all) {
      const found = await step(withValues(facts, values))
      values = { ...values, ...found }
    }
    return values
  }
}

/** An instance of its own group; its `base` is one of the case's values. */
export function consumer(config?: object): NonNullable<Case['given']> {
  return (facts) => createConsumer(facts, config)
}

/** JSON records in the case's topic; a record that is no object is a value. */
export function produced(...records: readonly unknown[]): NonNullable<Case['given']> {
  return sent((facts) => {
    const all = records.map((record) => (typeof record === 'object' && record !== null ? record : { value: record }))
    return post(`/topics/${facts.topic}`, json2, { records: all })
  })
}

/** The instance's subscription to the case's topic. */
export function subscribed(): NonNullable<Case['given']> {
  return sent(({ topic }) => post('{base}/subscription', V2, { topics: [topic] }))
}

/** A read of the instance; what it answers is not looked at. */
export function hasRead(query = '?timeout=2000'): NonNullable<Case['given']> {
  return sent(() => get(`{base}/records${query}`))
}

/** The case's topic's partition 0 assigned by hand, and others likewise. */
export function assigned(...partitions: readonly number[]): NonNullable<Case['given']> {
  const wanted = partitions.length > 0 ? partitions : [0]
  return sent(({ topic }) =>
    post('{base}/assignments', V2, { partitions: wanted.map((partition) => ({ topic, partition })) }),
  )
}

/** A request that succeeds. */
export function sent(request: (facts: Facts) => Call): NonNullable<Case['given']> {
  return async (facts) => {
    const answer = await facts.send(request(facts))
    equal(Math.floor(answer.status / 100), 2, `HTTP ${answer.status}: ${answer.text}`)
    return undefined
  }
}

/** A record as a read answers it. */
export interface ReadRecord {
  readonly topic: string
  readonly key: unknown
  readonly value: unknown
  readonly partition: number
  readonly offset: number
}

/** The values of the records in an answer. */
export function valuesOf({ json }: Pick<Answer, 'json'>): unknown[] {
  return (json as readonly ReadRecord[]).map(({ value }) => value)
}

/** Reads until `count` records are there or nothing comes any more; the values. */
export async function readAll({ send }: Pick<Facts, 'send'>, base: string, count: number): Promise<unknown[]> {
  const values: unknown[] = []
  for (;;) {
    const answer = await send(get(`${base}/records?timeout=${values.length < count ? 5000 : 1}`))
    equal(answer.status, 200, answer.text)
    const found = valuesOf(answer)
    values.push(...found)
    if (found.length === 0) return values
  }
}

export const remove = (path = '{base}'): Call => send('DELETE', path, V2)
export { V1, V2 }

function withValues(facts: Facts, values: Facts['values']): Facts {
  const put = (text: string) => text.replaceAll(/\{(\w+)\}/g, (name, key) => values[key] ?? name)
  return { ...facts, values, send: (call) => facts.send({ ...call, path: put(call.path) }) }
}
