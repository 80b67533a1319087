import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Broker, startBroker } from '../../../infra/local/kafka/broker.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic } from '../../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { createMember, type Member } from './member.ts'
import { produceNumbers } from './numbered.ts'
import { EXACTLY_ONCE, type ReadRecord, reading } from './reading.ts'
import { ownTable } from './table.ts'
import { until } from './until.ts'

const partitions = 3
/** How long one request to Kafka may take. */
const requestMs = 2000
/** A read that is asked to wait no more may have begun to look for another leader. For the rest, the machine may be busy. */
const slackMs = 2 * requestMs + 4000
let broker: Broker
let proxy: ProxyProcess

before(async () => {
  broker = await startBroker({ dir: newFolder('kafka') })
  proxy = await startProxy({
    ...(await ownTable()),
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
    KAFKA_REST_CLIENT_REQUEST_TIMEOUT_MS: String(requestMs),
    // So that reads ask about topics, too, while they wait.
    KAFKA_REST_CONSUMER_METADATA_MAX_AGE_MS: '500',
  })
})

after(async () => {
  equal(await proxy.stop(), 0)
  await broker.stop(0)
})

interface Reader {
  readonly member: Member
  readonly taken: ReadRecord[]
}

async function read({ member, taken }: Reader, timeoutMs: number) {
  const started = performance.now()
  const answer = await member.read({ timeoutMs })
  taken.push(...answer.records)
  return { ...answer, tookMs: performance.now() - started }
}

/** Reads of all that have begun to wait. */
async function waiting(readers: readonly Reader[], timeoutMs: number) {
  const reads = readers.map((reader) => read(reader, timeoutMs))
  await until('the reads have begun', async () => {
    const answers = await Promise.all(readers.map(({ member }) => member.ask()))
    return answers.every(({ status }) => status === 200)
  })
  return reads
}

/** Two that share a group, and one by itself; all have read and committed what was there. */
async function start(count: number) {
  const topic = await createTopic({ partitions, kafka: broker.bootstrap })
  const together = randomUUID()
  const readers: Reader[] = []
  for (const group of [together, together, randomUUID()]) {
    readers.push({ member: await createMember(() => proxy.url, { group, topic }), taken: [] })
  }
  // Everybody has its share before there is anything.
  for (let round = 0; round < 2; round++) for (const reader of readers) await read(reader, 1)
  await produceNumbers(topic, { count, partitions, kafka: broker.bootstrap })
  await until('all is read', async () => {
    for (const reader of readers) {
      const { status, records, text } = await read(reader, 300)
      equal(status, 200, text)
      if (records.length > 0) equal((await reader.member.commit(records)).status, 200)
    }
    return all(readers, count)
  })
  return { topic, readers }
}

const groups = ([a, b, c]: readonly Reader[]) => [[...(a?.taken ?? []), ...(b?.taken ?? [])], c?.taken ?? []]
const all = (readers: readonly Reader[], count: number) => groups(readers).every((taken) => taken.length >= count)

test('while a broker is away, reads that wait for it answer in time, nothing moves, and all is read once when it is back', async () => {
  const { topic, readers } = await start(90)
  const offsets = await Promise.all(readers.map(({ member }) => member.committed(partitions)))

  const reads = await waiting(readers, 2000)
  await broker.kill('SIGKILL')
  for (const { status, errorCode, text, tookMs } of await Promise.all(reads)) {
    ok(errorCode === 50302 || (status === 200 && text === '[]'), text)
    ok(tookMs < 2000 + slackMs, `${tookMs} ms`)
  }
  for (const reader of readers) {
    const { errorCode, text, tookMs } = await read(reader, 500)
    equal(errorCode, 50302, text)
    ok(tookMs < 500 + slackMs, `${tookMs} ms`)
  }
  await broker.restart()
  deepEqual(await Promise.all(readers.map(({ member }) => member.committed(partitions))), offsets)
  await produceNumbers(topic, { from: 90, count: 90, partitions, kafka: broker.bootstrap })
  await until('all is read', async () => {
    for (const reader of readers) {
      const { status, text } = await read(reader, 300)
      equal(status, 200, text)
    }
    return all(readers, 180)
  })
  for (const taken of groups(readers)) deepEqual(reading(180, taken), EXACTLY_ONCE)
})

test('reads that wait longer than a broker is away answer what comes after it is back', async () => {
  const { topic, readers } = await start(30)
  const reads = await waiting(readers, 25_000)
  await broker.kill('SIGKILL')
  await broker.restart()
  await produceNumbers(topic, { from: 30, count: 30, partitions, kafka: broker.bootstrap })
  for (const { status, records, text } of await Promise.all(reads)) {
    equal(status, 200, text)
    ok(records.length > 0)
  }
  await until('all is read', async () => {
    for (const reader of readers) await read(reader, 300)
    return all(readers, 60)
  })
  for (const taken of groups(readers)) deepEqual(reading(60, taken), EXACTLY_ONCE)
})
