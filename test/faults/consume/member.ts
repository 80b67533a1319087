import { equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { ReadRecord } from './reading.ts'

const V2 = 'application/vnd.kafka.v2+json'
const JSON2 = 'application/vnd.kafka.json.v2+json'
const WAIT_MS = 30_000

export interface Answer {
  readonly status: number
  readonly errorCode?: number
  readonly text: string
}

export interface ReadAnswer extends Answer {
  readonly records: readonly ReadRecord[]
}

export interface ReadOptions {
  /** The wait, `timeout` in the query. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
  readonly idempotencyKey?: string
  /** Base URL of the proxy that is asked. Default: that of the next one. */
  readonly via?: string
}

export interface NewMember {
  readonly group: string
  readonly topic: string
  readonly name?: string
  readonly instanceTimeoutMs?: number
}

/** A consumer instance as its client sees it. Every request rejects when the connection breaks. */
export interface Member {
  readonly group: string
  readonly name: string
  read(options?: ReadOptions): Promise<ReadAnswer>
  /** Commits the records given as processed, by name; without any, the instance's positions. */
  commit(records?: readonly ReadRecord[], via?: string): Promise<Answer>
  /** Partition → what the group has committed there. */
  committed(partitions: number, via?: string): Promise<Map<number, number>>
  /** Asks for the subscription, which changes nothing. */
  ask(via?: string): Promise<Answer>
  remove(via?: string): Promise<Answer>
}

/**
 * Creates an instance that reads JSON from the beginning and commits nothing by itself, and subscribes it to the topic.
 * A request whose connection breaks is repeated.
 *
 * @param next  base URL of the proxy that is to be asked next
 */
export async function createMember(next: () => string, wanted: NewMember): Promise<Member> {
  const { group, topic, name = randomUUID(), instanceTimeoutMs } = wanted
  const path = `/consumers/${group}/instances/${name}`
  const config = {
    name,
    format: 'json',
    'auto.offset.reset': 'earliest',
    'auto.commit.enable': 'false',
    ...(instanceTimeoutMs !== undefined && { 'consumer.instance.timeout.ms': instanceTimeoutMs }),
  }
  const created = await repeated(() => send(next(), 'POST', `/consumers/${group}`, config))
  // The answer of an earlier attempt may have been lost.
  if (created.status !== 409) equal(created.status, 200, created.text)
  const subscribed = await repeated(() => send(next(), 'POST', `${path}/subscription`, { topics: [topic] }))
  equal(subscribed.status, 204, subscribed.text)

  return {
    group,
    name,
    async read({ timeoutMs = 500, maxBytes, idempotencyKey, via = next() } = {}) {
      const query = `timeout=${timeoutMs}${maxBytes === undefined ? '' : `&max_bytes=${maxBytes}`}`
      const headers = { accept: JSON2, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) }
      const answer = await send(via, 'GET', `${path}/records?${query}`, undefined, headers)
      return { ...answer, records: answer.status === 200 ? (JSON.parse(answer.text) as ReadRecord[]) : [] }
    },
    commit(records, via = next()) {
      const last = new Map(records?.map(({ partition, offset }) => [partition, offset]))
      const offsets = [...last].map(([partition, offset]) => ({ topic, partition, offset }))
      return send(via, 'POST', `${path}/offsets`, records && { offsets })
    },
    async committed(partitions, via = next()) {
      const list = Array.from({ length: partitions }, (_, partition) => `${topic}:${partition}`)
      const answer = await send(via, 'GET', `${path}/offsets?partitions=${list}`)
      equal(answer.status, 200, answer.text)
      const { offsets } = JSON.parse(answer.text) as { offsets: { partition: number; offset: number }[] }
      return new Map(offsets.map(({ partition, offset }) => [partition, offset]))
    },
    ask: (via = next()) => send(via, 'GET', `${path}/subscription`),
    remove: (via = next()) => send(via, 'DELETE', path),
  }
}

/** Makes a request until there is an answer to it. */
export async function repeated<T>(request: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof TypeError) || Date.now() > deadline) throw error
    }
  }
}

async function send(
  base: string,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = { accept: V2 },
): Promise<Answer> {
  const response = await fetch(base + path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': V2 }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(WAIT_MS),
  })
  const text = await response.text()
  if (response.ok) return { status: response.status, text }
  return { status: response.status, errorCode: (JSON.parse(text) as { error_code: number }).error_code, text }
}
