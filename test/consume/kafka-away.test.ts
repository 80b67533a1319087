import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { startBroker } from '../../infra/local/kafka/broker.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic } from '../support/kafka.ts'
import { startApp, type Target } from '../support/targets.ts'

const V2 = 'application/vnd.kafka.v2+json'
const JSON2 = 'application/vnd.kafka.json.v2+json'
const base = '/consumers/g/instances/a'

async function ask(target: Target, method: string, path: string, body?: object, type = V2) {
  const init = { method, headers: { 'content-type': type }, ...(body && { body: JSON.stringify(body) }) }
  const response = await target.fetch(path, init)
  const text = await response.text()
  return { status: response.status, retryAfter: response.headers.get('retry-after'), json: text && JSON.parse(text) }
}

test('while Kafka is away reads and commits answer 503/50302, nothing moves, and both go on when it is back', async (t) => {
  const broker = await startBroker({ dir: newFolder('kafka-away') })
  t.after(() => broker.stop(0))
  const target = await startApp({
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
    KAFKA_REST_CONSUMER_STORE: 'memory',
    KAFKA_REST_REQUEST_TIMEOUT_MS: '3000',
    KAFKA_REST_CLIENT_REQUEST_TIMEOUT_MS: '1000',
  })
  t.after(() => target.close())
  const topic = await createTopic({ kafka: broker.bootstrap })
  const records = [10, 11, 12, 13].map((value) => ({ value }))
  equal((await ask(target, 'POST', `/topics/${topic}`, { records }, JSON2)).status, 200)
  const config = { name: 'a', format: 'json', 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false' }
  await ask(target, 'POST', '/consumers/g', config)
  await ask(target, 'POST', `${base}/subscription`, { topics: [topic] })
  equal((await ask(target, 'GET', `${base}/records?timeout=2000`)).json.length, 4)
  equal((await ask(target, 'POST', `${base}/offsets`, { offsets: [{ topic, partition: 0, offset: 1 }] })).status, 200)

  await broker.kill('SIGKILL')
  const refused: [string, string, object?][] = [
    ['GET', `${base}/records?timeout=100`],
    ['POST', `${base}/offsets`],
    ['POST', `${base}/positions/end`, { partitions: [{ topic, partition: 0 }] }],
    ['GET', `/topics/${topic}/partitions/0/records?offset=0&timeout=100`],
  ]
  for (const [method, path, body] of refused) {
    const { status, json, retryAfter } = await ask(target, method, path, body)
    deepEqual([status, json.error_code, retryAfter], [503, 50302, '1'], `${method} ${path}`)
  }
  // What needs the store only is served.
  deepEqual((await ask(target, 'GET', `${base}/subscription`)).json, { topics: [topic] })

  await broker.restart()
  const committed = await ask(target, 'GET', `${base}/offsets?topic=${topic}&partition=0`)
  deepEqual(committed.json, { offsets: [{ topic, partition: 0, offset: 2, metadata: '' }] })
  await ask(target, 'POST', `/topics/${topic}`, { records: [{ value: 14 }] }, JSON2)
  const { json } = await ask(target, 'GET', `${base}/records?timeout=2000`)
  deepEqual(
    json.map(({ value }: { value: number }) => value),
    [14],
  )
})

test('an instance can be deleted while Kafka is away', async (t) => {
  const broker = await startBroker({ dir: newFolder('kafka-away') })
  t.after(() => broker.stop(0))
  const target = await startApp({
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
    KAFKA_REST_CONSUMER_STORE: 'memory',
    KAFKA_REST_REQUEST_TIMEOUT_MS: '5000',
    KAFKA_REST_CLIENT_REQUEST_TIMEOUT_MS: '1000',
  })
  t.after(() => target.close())
  const topic = await createTopic({ kafka: broker.bootstrap })
  await ask(target, 'POST', '/consumers/g', { name: 'a', format: 'json', 'auto.offset.reset': 'earliest' })
  await ask(target, 'POST', `${base}/subscription`, { topics: [topic] })
  equal((await ask(target, 'GET', `${base}/records?timeout=1`)).status, 200)
  await broker.kill('SIGKILL')
  equal((await ask(target, 'DELETE', base)).status, 204)
  equal((await ask(target, 'DELETE', base)).status, 404)
})
