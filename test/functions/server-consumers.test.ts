import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { ownTable } from '../faults/consume/table.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

const V2 = 'application/vnd.kafka.v2+json'
const JSON2 = 'application/vnd.kafka.json.v2+json'
const partitions = 4

interface Answer {
  readonly status: number
  readonly text: string
  readonly json: unknown
}

interface Options {
  readonly body?: unknown
  readonly key?: string
  readonly type?: string
}

/** One request. Unlike fetch, it may send a body with GET. */
function send(base: string, method: string, path: string, { body, key, type = V2 }: Options = {}): Promise<Answer> {
  const headers = {
    accept: path.includes('/records') ? JSON2 : V2,
    ...(body !== undefined && { 'content-type': type }),
    ...(key !== undefined && { 'idempotency-key': key }),
  }
  return new Promise((resolve, reject) => {
    const call = request(base + path, { method, headers })
    call.on('error', reject)
    call.on('response', async (answer) => {
      const text = await textOf(answer)
      resolve({ status: answer.statusCode ?? 0, text, json: text === '' ? undefined : JSON.parse(text) })
    })
    const bytes = body === undefined ? '' : JSON.stringify(body)
    if (bytes !== '') call.setHeader('content-length', Buffer.byteLength(bytes))
    call.end(bytes)
  })
}

const valuesOf = ({ json }: Answer) => (json as { value: number }[]).map(({ value }) => value)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('consumer instances of two node servers with one table', () => {
  let proxies: ProxyProcess[]

  before(async () => {
    const environment = await ownTable()
    proxies = await Promise.all([startProxy(environment), startProxy(environment)])
  })

  after(async () => {
    for (const proxy of proxies) equal(await proxy.stop(), 0)
  })

  const one = () => proxies[0]?.url ?? ''
  const two = () => proxies[1]?.url ?? ''
  /** Either; a base URI is given by whoever was asked, and only its path is used. */
  const any = () => (Math.random() < 0.5 ? one() : two())

  async function produce(topic: string, values: readonly number[]): Promise<void> {
    const records = values.map((value) => ({ value, partition: value % partitions }))
    const { status, text } = await send(any(), 'POST', `/topics/${topic}`, { body: { records }, type: JSON2 })
    equal(status, 200, text)
  }

  async function create(base: string, config: object = {}): Promise<string> {
    const body = { format: 'json', 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false', ...config }
    const { status, text, json } = await send(base, 'POST', `/consumers/${randomUUID()}`, { body })
    equal(status, 200, text)
    return new URL((json as { base_uri: string }).base_uri).pathname
  }

  /** Reads until so many records have come, each time through whichever. */
  async function readAll(next: () => string, path: string, count: number, query = ''): Promise<number[]> {
    const values: number[] = []
    for (const deadline = Date.now() + 60_000; values.length < count && Date.now() < deadline; ) {
      const answer = await send(next(), 'GET', `${path}/records?timeout=1000${query}`)
      equal(answer.status, 200, answer.text)
      values.push(...valuesOf(answer))
    }
    return values.toSorted((a, b) => a - b)
  }

  test('an instance that one process made is read by the other in the formats it was made with', async () => {
    const topic = await createTopic({ partitions: 1 })
    const body = { key_format: 'text', records: [{ key: 'k"1', value: { n: 1 } }] }
    equal((await send(one(), 'POST', `/topics/${topic}`, { body, type: JSON2 })).status, 200)
    const path = await create(one(), { 'key.format': 'text' })
    equal((await send(one(), 'POST', `${path}/subscription`, { body: { topics: [topic] } })).status, 204)
    const { json } = await send(two(), 'GET', `${path}/records?timeout=10000`)
    deepEqual(json, [{ topic, key: 'k"1', value: { n: 1 }, partition: 0, offset: 0 }])
  })

  test('an instance that was created on one works on the other', async () => {
    const topic = await createTopic({ partitions })
    await produce(topic, range(0, 20))
    const path = await create(one())
    equal((await send(two(), 'POST', `${path}/subscription`, { body: { topics: [topic] } })).status, 204)
    deepEqual(await readAll(two, path, 20), range(0, 20))
    deepEqual((await send(one(), 'GET', `${path}/records?timeout=1`)).json, [])
    equal((await send(two(), 'DELETE', path)).status, 204)
    const { status, json } = await send(one(), 'GET', `${path}/records`)
    deepEqual([status, (json as { error_code: number }).error_code], [404, 40403])
  })

  test('a read with a key is repeated by the other with the same records', async () => {
    const topic = await createTopic({ partitions })
    await produce(topic, range(0, 40))
    const path = await create(one())
    await send(one(), 'POST', `${path}/subscription`, { body: { topics: [topic] } })
    const values: number[] = []
    let [asked, other] = [one(), two()]
    for (let read = 0; values.length < 40 && read < 60; read++) {
      const key = `read ${read}`
      const records = `${path}/records?timeout=1000&max_bytes=8`
      const answer = await send(asked, 'GET', records, { key })
      equal(answer.status, 200, answer.text)
      for (const base of [other, asked, other]) {
        deepEqual(byPartition(await send(base, 'GET', records, { key })), byPartition(answer))
      }
      values.push(...valuesOf(answer))
      ;[asked, other] = [other, asked]
    }
    deepEqual(
      values.toSorted((a, b) => a - b),
      range(0, 40),
    )
  })

  test('the whole life of an instance goes through whichever is asked', async () => {
    const topic = await createTopic({ partitions })
    await produce(topic, range(0, 100))
    for (let life = 0; life < 3; life++) {
      const path = await create(any())
      const places = range(0, partitions).map((partition) => ({ topic, partition }))
      const post = async (what: string, body?: unknown) => {
        const { status, text } = await send(any(), 'POST', `${path}/${what}`, { body })
        equal(status, what === 'offsets' ? 200 : 204, text)
      }
      const get = async (what: string, body?: unknown) => (await send(any(), 'GET', `${path}/${what}`, { body })).json

      await post('subscription', { topics: [topic] })
      deepEqual(await get('subscription'), { topics: [topic] })
      deepEqual(await readAll(any, path, 100, '&max_bytes=50'), range(0, 100))
      deepEqual(new Set(((await get('assignments')) as { partitions: object[] }).partitions), new Set(places))
      await post('offsets')
      const offsets = places.map((place) => ({ ...place, offset: 25, metadata: '' }))
      deepEqual(await get('offsets', { partitions: places }), { offsets })

      await post('positions/beginning', { partitions: places })
      deepEqual(await readAll(any, path, 100, '&max_bytes=50'), range(0, 100))
      await post('positions', { offsets: places.map((place) => ({ ...place, offset: 24 })) })
      deepEqual(await readAll(any, path, 4), range(96, 100))
      await post('positions/end', { partitions: places })
      deepEqual(await get('records?timeout=1'), [])
      await post('offsets', { offsets: [{ topic, partition: 0, offset: 9 }] })
      deepEqual(await get(`offsets?topic=${topic}&partition=0`), { offsets: [{ ...offsets[0], offset: 10 }] })

      equal((await send(any(), 'DELETE', `${path}/subscription`)).status, 204)
      await post('assignments', { partitions: places.slice(1) })
      deepEqual(await get('assignments'), { partitions: places.slice(1) })
      deepEqual(await get('records?timeout=1'), [], 'what the group has committed is the end')
      equal((await send(any(), 'DELETE', path)).status, 204)
      match((await send(any(), 'DELETE', path)).text, /40403/)
    }
    equal((await readTopic(topic, 100)).length, 100)
  })

  test('offsets are asked for with a body, as Confluent has it; without one or with a wrong one the error says so', async () => {
    const topic = await createTopic({ partitions })
    const path = await create(one())
    const commit = { offsets: [{ topic, partition: 1, offset: 6, metadata: 'm' }] }
    equal((await send(one(), 'POST', `${path}/offsets`, { body: commit })).status, 200)
    const ask = (body?: unknown) => send(two(), 'GET', `${path}/offsets`, { body })
    const wanted = range(0, partitions).map((partition) => ({ topic, partition }))
    deepEqual((await ask({ partitions: wanted })).json, { offsets: [{ ...wanted[1], offset: 7, metadata: 'm' }] })
    deepEqual((await ask({ partitions: [] })).json, { offsets: [] })
    const none = await ask()
    deepEqual([none.status, (none.json as { error_code: number }).error_code], [404, 40402])
    const wrong = await ask({ partitions: [{ topic }] })
    equal(wrong.status, 422, wrong.text)
    ok((wrong.json as { message: string }).message.length > 0)
  })
})

/** Records as they came, partition by partition: in a repeated read another one may come first. */
function byPartition({ text }: { readonly text: string }): unknown[] {
  const records = JSON.parse(text) as { readonly partition: number }[]
  return records.toSorted((a, b) => a.partition - b.partition)
}
