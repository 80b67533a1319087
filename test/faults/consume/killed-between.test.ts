import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createTopic } from '../../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { createMember, type Member, type ReadAnswer } from './member.ts'
import { produceNumbers } from './numbered.ts'
import { EXACTLY_ONCE, type ReadRecord, reading } from './reading.ts'
import { type StoreGate, type StoreWrite, startStoreGate } from './store-gate.ts'
import { ownTable } from './table.ts'

const count = 90
const partitions = 3
/** Of an answer that leaves much for others. */
const maxBytes = 20
let environment: Record<string, string>
let gate: StoreGate
let other: ProxyProcess

before(async () => {
  environment = await ownTable()
  gate = await startStoreGate()
  other = await startProxy(environment)
})

after(async () => {
  equal(await other.stop(), 0)
  await gate.close()
})

/** An instance that has read and committed something through a process whose way to DynamoDB has a gate. */
async function start() {
  const topic = await createTopic({ partitions })
  await produceNumbers(topic, { count, partitions })
  const proxy = await startProxy({ ...environment, KAFKA_REST_DYNAMODB_ENDPOINT: gate.endpoint })
  const group = randomUUID()
  const member = await createMember(() => proxy.url, { group, topic })
  const answered = [...(await read(member, {})).records]
  ok(answered.length > 0 && answered.length < count)
  equal((await member.commit(answered)).status, 200)
  return { topic, proxy, group, member, answered }
}

async function read(member: Member, options: { via?: string; idempotencyKey?: string }): Promise<ReadAnswer> {
  const answer = await member.read({ timeoutMs: 5000, maxBytes, ...options })
  equal(answer.status, 200, answer.text)
  return answer
}

/** Kills a process when one of its writes has come to the gate; what was asked of it is not answered. */
async function killAt(
  proxy: ProxyProcess,
  [write, half]: readonly [StoreWrite, 'request' | 'answer'],
  request: () => Promise<unknown>,
): Promise<void> {
  const held = gate.hold(write, half)
  const asked = rejects(request(), TypeError)
  const { release } = await held
  await proxy.stop('SIGKILL')
  await asked
  release()
}

/** All that is left, through the process that lives. */
async function rest(member: Member, from: readonly ReadRecord[] = []): Promise<ReadRecord[]> {
  const records = [...from]
  for (;;) {
    const answer = await member.read({ via: other.url, timeoutMs: 300 })
    equal(answer.status, 200, answer.text)
    if (answer.records.length === 0) return records
    records.push(...answer.records)
  }
}

const SAVE = ['PutItem', 'request'] as const
const ANSWER = ['PutItem', 'answer'] as const

test('killed between fetch and save, a process has moved nothing: the instance reads on elsewhere and misses no record', async () => {
  const { proxy, member, answered } = await start()
  await killAt(proxy, SAVE, () => read(member, {}))
  deepEqual(reading(count, await rest(member, answered)), EXACTLY_ONCE)
})

test('killed between save and answer, a process has moved on: what it did not answer comes again from the commit', async () => {
  const { topic, proxy, group, member, answered } = await start()
  await killAt(proxy, ANSWER, () => read(member, {}))
  const beyond = reading(count, await rest(member, answered))
  ok(beyond.lost > 0 && beyond.lost < 20, 'the instance itself has gone on')
  deepEqual([beyond.repeated, beyond.strange], [0, 0])

  equal((await member.remove(other.url)).status, 204)
  const successor = await createMember(() => other.url, { group, topic })
  deepEqual(reading(count, await rest(successor, answered)), EXACTLY_ONCE)
})

test('killed between save and answer, a read with a key is answered elsewhere with its records, as often as asked', async () => {
  const { proxy, member, answered } = await start()
  const idempotencyKey = randomUUID()
  await killAt(proxy, ANSWER, () => read(member, { idempotencyKey }))
  const again = await read(member, { via: other.url, idempotencyKey })
  ok(again.records.length > 0 && again.records.length < 20, again.text)
  equal((await read(member, { via: other.url, idempotencyKey })).text, again.text)
  deepEqual(reading(count, await rest(member, [...answered, ...again.records])), EXACTLY_ONCE)
})

test('killed between fetch and save, a read with a key is done elsewhere as if for the first time', async () => {
  const { proxy, member, answered } = await start()
  const idempotencyKey = randomUUID()
  await killAt(proxy, SAVE, () => read(member, { idempotencyKey }))
  const first = await read(member, { via: other.url, idempotencyKey })
  equal((await read(member, { via: other.url, idempotencyKey })).text, first.text)
  deepEqual(reading(count, await rest(member, [...answered, ...first.records])), EXACTLY_ONCE)
})

for (const [half, where] of [
  ['request', 'before'],
  ['answer', 'after'],
] as const) {
  test(`killed ${where} the save that comes with a commit, a process has committed nothing, and the commit can be repeated`, async () => {
    const { proxy, member, answered } = await start()
    const { records } = await read(member, {})
    const before = await member.committed(partitions, other.url)
    await killAt(proxy, ['PutItem', half], () => member.commit(records))
    deepEqual(await member.committed(partitions, other.url), before)
    equal((await member.commit(records, other.url)).status, 200)
    const all = await rest(member, [...answered, ...records])
    equal((await member.commit(undefined, other.url)).status, 200)
    const ends = Array.from({ length: partitions }, (_, partition) => [partition, count / partitions] as const)
    deepEqual(await member.committed(partitions, other.url), new Map(ends))
    deepEqual(reading(count, all), EXACTLY_ONCE)
  })
}

test('killed while it deletes an instance, a process keeps no partition: when the client has asked again, others have them', async () => {
  for (const [write, half, status] of [
    ['DeleteItem', 'request', 204],
    ['DeleteItem', 'answer', 404],
    ['TransactWriteItems', 'request', 404],
    ['TransactWriteItems', 'answer', 404],
  ] as const) {
    const { topic, proxy, group, member, answered } = await start()
    const remaining = await createMember(() => other.url, { group, topic })
    await killAt(proxy, [write, half], () => member.remove())
    equal((await member.remove(other.url)).status, status)
    deepEqual(reading(count, await rest(remaining, answered)), EXACTLY_ONCE)
  }
})
