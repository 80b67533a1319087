import { deepEqual, equal } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTopic } from '../support/kafka.ts'
import { startApp, type Target } from '../support/targets.ts'
import { newTable } from './dynamodb/stores.ts'
import { openWay, type Way } from './dynamodb/way.ts'
import { produceValues } from './produce-values.ts'

const V2 = 'application/vnd.kafka.v2+json'
const base = '/consumers/g/instances/a'

async function ask(target: Target, method: string, path: string, body?: object) {
  const init = { method, headers: { 'content-type': V2 }, ...(body && { body: JSON.stringify(body) }) }
  const response = await target.fetch(path, init)
  const text = await response.text()
  return { status: response.status, retryAfter: response.headers.get('retry-after'), json: text && JSON.parse(text) }
}

/** A proxy on a way to DynamoDB that can be broken, with an instance that has read two of four records. */
async function start(t: TestContext): Promise<{ way: Way; target: Target; topic: string }> {
  const way = await openWay(t)
  const target = await startApp({ KAFKA_REST_DYNAMODB_ENDPOINT: way.url, KAFKA_REST_DYNAMODB_TABLE: await newTable() })
  t.after(() => target.close())
  const topic = await createTopic()
  await produceValues(
    topic,
    [10, 11, 12, 13].map((value) => ({ value })),
  )
  const config = { name: 'a', format: 'json', 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false' }
  equal((await ask(target, 'POST', '/consumers/g', config)).status, 200)
  equal((await ask(target, 'POST', `${base}/subscription`, { topics: [topic] })).status, 204)
  equal((await ask(target, 'GET', `${base}/records?max_bytes=4&timeout=5000`)).json.length, 2)
  return { way, target, topic }
}

test('while the store is away every request on consumers answers 503 with Retry-After, and nothing moves', async (t) => {
  const { way, target, topic } = await start(t)
  const place = { topic, partition: 0 }
  way.fault = 'reset'
  const requests: [method: string, path: string, body?: object][] = [
    ['POST', '/consumers/g', { name: 'b' }],
    ['GET', `${base}/records?timeout=1`],
    ['GET', `${base}/subscription`],
    ['POST', `${base}/subscription`, { topics: ['other'] }],
    ['DELETE', `${base}/subscription`],
    ['GET', `${base}/assignments`],
    ['POST', `${base}/positions`, { offsets: [{ ...place, offset: 0 }] }],
    ['POST', `${base}/positions/beginning`, { partitions: [place] }],
    ['POST', `${base}/offsets`, { offsets: [{ ...place, offset: 3 }] }],
    ['POST', `${base}/offsets`],
    ['GET', `${base}/offsets?topic=${topic}&partition=0`],
    ['GET', `${base}/topics/${topic}?timeout=1`],
    ['DELETE', base],
  ]
  for (const [method, path, body] of requests) {
    const { status, retryAfter, json } = await ask(target, method, path, body)
    deepEqual([status, json.error_code, retryAfter], [503, 503, '5'], `${method} ${path}`)
  }
  way.fault = 'pass'
  deepEqual((await ask(target, 'GET', `${base}/offsets?topic=${topic}&partition=0`)).json, { offsets: [] })
  deepEqual((await ask(target, 'GET', `${base}/subscription`)).json, { topics: [topic] })
  const { json } = await ask(target, 'GET', `${base}/records?timeout=5000`)
  deepEqual(
    json.map(({ value }: { value: number }) => value),
    [12, 13],
  )
  equal((await ask(target, 'POST', '/consumers/g', { name: 'b' })).status, 200, 'it had not been made')
})

test('a partition is read without a group while the store is away', async (t) => {
  const { way, target, topic } = await start(t)
  way.fault = 'reset'
  const { status, json } = await ask(target, 'GET', `/topics/${topic}/partitions/0/records?offset=3`)
  deepEqual([status, json.length], [200, 1])
})

test('an answer that the store lost on its way costs no record: the save had been done', async (t) => {
  const { way, target } = await start(t)
  way.faults.push('reset-after')
  const { status, json } = await ask(target, 'GET', `${base}/records?timeout=5000`)
  deepEqual([status, json.length], [200, 2])
})
