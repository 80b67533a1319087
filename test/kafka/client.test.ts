import { equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { metadataV12 } from '@platformatic/kafka'
import { createKafkaClient, type KafkaClient } from '../../shared/kafka/client.ts'
import { KafkaError, KafkaUnreachable } from '../../shared/kafka/error.ts'
import { fetchMetadata } from '../../shared/kafka/metadata.ts'
import { createClient, kafkaSettings } from '../support/engine.ts'
import { startPassThrough } from '../support/pass-through.ts'
import { stack } from '../support/stack.ts'

const API_VERSIONS = 18
const NOBODY = '127.0.0.1:9'
const soon = (ms = 10_000) => Date.now() + ms

/** Asks the broker behind node 1, once. */
const ask = (client: KafkaClient) => client.call(1, [metadataV12.api], [[], false, false])

const unreachable = (sent: boolean) => (error: unknown) => error instanceof KafkaUnreachable && error.sent === sent

async function timed(work: Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work
  return performance.now() - begun
}

test('calls at the same time share one connection, which is asked once what it speaks', async (t) => {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through] })
  t.after(() => client.close().then(through.close))
  await fetchMetadata(client, [], soon())
  await Promise.all(Array.from({ length: 20 }, () => ask(client)))
  equal(through.connections(), 1)
  equal(through.requests(API_VERSIONS), 1)
})

test('a broker that is not known, or not there, was sent nothing', async (t) => {
  const client = createKafkaClient(kafkaSettings())
  t.after(() => client.close())
  await rejects(ask(client), unreachable(false))
  client.learn(new Map([[1, { host: '127.0.0.1', port: 9 }]]))
  await rejects(ask(client), unreachable(false))
})

test('versions that a broker does not speak are an error, and not a cut connection', async (t) => {
  const client = createKafkaClient(kafkaSettings())
  t.after(() => client.close())
  const { api } = metadataV12
  const unborn = Object.assign(api.bind(undefined), { async: api.async, key: api.key, version: 99 })
  await rejects(
    client.callAny([unborn as typeof api], [[], false, false], soon()),
    (error: unknown) => error instanceof KafkaError && error.id === 'UNSUPPORTED_VERSION',
  )
})

test('a connection that was idle for too long is replaced before it is used', async (t) => {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through], kafka: { connectionsMaxIdleMs: 100 } })
  t.after(() => client.close().then(through.close))
  await fetchMetadata(client, [], soon())
  await ask(client)
  equal(through.connections(), 1)
  // Dead without anyone having noticed.
  through.swallow(true)
  through.swallow(false)
  await new Promise((resolve) => setTimeout(resolve, 150))
  ok((await timed(ask(client))) < 2000)
  equal(through.connections(), 2)
})

test('a connection that let a request time out is not used again', async (t) => {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through], kafka: { requestTimeoutMs: 200 } })
  t.after(() => client.close().then(through.close))
  await fetchMetadata(client, [], soon())
  through.swallow(true)
  await rejects(ask(client), unreachable(true))
  through.swallow(false)
  await ask(client)
  equal(through.connections(), 2)
})

test('a new connection that stays silent fails within the connect time-out, and was sent nothing', async (t) => {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through], kafka: { connectTimeoutMs: 200 } })
  t.after(() => client.close().then(through.close))
  const [host = '', port] = through.address.split(':')
  client.learn(new Map([[1, { host, port: Number(port) }]]))
  through.swallow(true)
  const failed = timed(rejects(ask(client), unreachable(false)))
  ok((await failed) < 2000)
})

test('a connection that is cut fails what is on its way, and the next call has a new one', async (t) => {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through] })
  t.after(() => client.close().then(through.close))
  await fetchMetadata(client, [], soon())
  for (const half of ['request', 'answer'] as const) {
    through.cutNext(half, metadataV12.api.key)
    await rejects(ask(client), unreachable(true))
    await ask(client)
  }
})

test('any broker is asked, one after the other, until one answers', async (t) => {
  const client = createKafkaClient(kafkaSettings({ bootstrapServers: [NOBODY, NOBODY, stack.kafka] }))
  t.after(() => client.close())
  ok((await timed(fetchMetadata(client, [], soon()))) < 2000)
})

test('brokers that failed are asked last, so that one that is frozen is waited for once and not again', async (t) => {
  const [frozen, well] = [await startPassThrough(stack.kafka), await startPassThrough(stack.kafka)]
  const bootstrapServers = [frozen.address, well.address]
  const client = createKafkaClient(kafkaSettings({ bootstrapServers, connectTimeoutMs: 1000 }))
  t.after(() => Promise.all([client.close(), frozen.close(), well.close()]))
  frozen.swallow(true)
  const slow = []
  for (let i = 0; i < 6; i++) {
    const tookMs = await timed(client.callAny([metadataV12.api], [[], false, false], soon()))
    if (tookMs > 800) slow.push(tookMs)
  }
  ok(slow.length <= 1, slow.join())
})

test('whoever asks any broker is told at the deadline that none can be reached', async (t) => {
  const client = createKafkaClient(kafkaSettings({ bootstrapServers: [NOBODY] }))
  t.after(() => client.close())
  const tookMs = await timed(
    rejects(fetchMetadata(client, [], soon(400)), (error) => error instanceof KafkaUnreachable),
  )
  ok(tookMs > 250 && tookMs < 1400, `${tookMs} ms`)
})

test('a closed client fails what is on its way, and every later call, at once', async () => {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through] })
  await fetchMetadata(client, [], soon())
  through.swallow(true)
  const underway = rejects(ask(client), unreachable(true))
  await client.close()
  ok((await timed(underway)) < 2000)
  await rejects(ask(client), unreachable(false))
  ok((await timed(rejects(fetchMetadata(client, [], soon())))) < 2000)
  await through.close()
})

test('a client that is closed while it connects does not go on with that', async () => {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through], kafka: { connectTimeoutMs: 5000 } })
  through.swallow(true)
  const connecting = rejects(fetchMetadata(client, [], soon()))
  await client.close()
  ok((await timed(connecting)) < 3000)
  await through.close()
})
