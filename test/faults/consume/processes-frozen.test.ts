import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createTopic } from '../../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { createMember, type Member } from './member.ts'
import { produceNumbers } from './numbered.ts'
import { EXACTLY_ONCE, type ReadRecord, reading } from './reading.ts'
import { ownTable } from './table.ts'
import { until } from './until.ts'

const instanceTimeoutMs = 2000
let frozen: ProxyProcess
let awake: ProxyProcess

before(async () => {
  const environment = await ownTable()
  ;[frozen, awake] = await Promise.all([startProxy(environment), startProxy(environment)])
  // The first request of a process loads what the others find loaded: a short-lived instance might not survive that.
  const topic = await createTopic()
  for (const { url } of [frozen, awake]) {
    const member = await createMember(() => url, { group: randomUUID(), topic })
    equal((await member.read({ timeoutMs: 1 })).status, 200)
    equal((await member.commit()).status, 200)
  }
})

after(async () => {
  for (const proxy of [frozen, awake]) equal(await proxy.stop(), 0)
})

interface Pair {
  readonly topic: string
  /** Reads through the process that will be frozen. */
  readonly first: Member
  /** Reads through the other, in the same group. */
  readonly second: Member
}

async function start(partitions: number, count: number): Promise<Pair> {
  const topic = await createTopic({ partitions })
  if (count > 0) await produceNumbers(topic, { count, partitions })
  const group = randomUUID()
  const first = await createMember(() => frozen.url, { group, topic, instanceTimeoutMs })
  const second = await createMember(() => awake.url, { group, topic })
  return { topic, first, second }
}

/** Reads and commits until so many records have come. */
async function drain(member: Member, count: number): Promise<ReadRecord[]> {
  const records: ReadRecord[] = []
  await until(`${count} records have come`, async () => {
    const answer = await member.read()
    equal(answer.status, 200, answer.text)
    records.push(...answer.records)
    if (answer.records.length > 0) equal((await member.commit(answer.records)).status, 200)
    return records.length >= count
  })
  return records
}

function freeze(): () => void {
  process.kill(frozen.pid, 'SIGSTOP')
  return () => process.kill(frozen.pid, 'SIGCONT')
}

test('a commit that was sent to a process frozen beyond the instance’s end is refused: the offset stays the new owner’s', async () => {
  const count = 300
  const { first, second } = await start(2, count)
  const before = await first.read({ timeoutMs: 5000, maxBytes: 30 })
  ok(before.records.length > 0 && before.records.length < 50, before.text)

  const thaw = freeze()
  const commits = [first.commit(before.records), first.commit()]
  const taken = await drain(second, count)
  const offsets = await second.committed(2)
  thaw()
  for (const { status, errorCode, text } of await Promise.all(commits)) {
    ok(errorCode === 40403 || status === 409, text)
  }
  const late = await first.commit(before.records)
  deepEqual([late.status, late.errorCode], [404, 40403])

  deepEqual(await second.committed(2), offsets)
  deepEqual(Object.fromEntries(offsets), { 0: count / 2, 1: count / 2 })
  deepEqual(reading(count, taken), EXACTLY_ONCE)
})

test('a read frozen in its wait beyond the instance’s end answers 40403, and nothing that another has had', async () => {
  const count = 200
  for (let round = 0; round < 2; round++) {
    const { topic, first, second } = await start(2, 0)
    deepEqual((await first.read({ timeoutMs: 1 })).records, [])
    const waiting = first.read({ timeoutMs: 20_000 })
    // It is in its wait when it has been alive for a while: whatever it does at that moment, it is frozen in.
    await until('the read has begun', async () => (await first.ask(awake.url)).status === 200)
    const thaw = freeze()
    await produceNumbers(topic, { count, partitions: 2 })
    const taken = await drain(second, count)
    thaw()
    const { status, errorCode, records, text } = await waiting
    deepEqual([status, errorCode], [404, 40403], text)
    deepEqual(reading(count, [...taken, ...records]), EXACTLY_ONCE)
  }
})

test('a reader frozen at random, again and again, for longer than its instance lives: no record is lost, none committed twice', async (t) => {
  const count = 1500
  const repeats: number[] = []
  for (let round = 0; round < 3; round++) {
    const { first, second } = await start(2, count)
    const committed: ReadRecord[] = []
    /** Of the last answer, as long as its commit is not answered. */
    let open: readonly ReadRecord[] = []
    const fast = (async () => {
      for (;;) {
        const answer = await first.read({ maxBytes: 30 })
        if (answer.status !== 200) return answer
        open = answer.records
        const commit = await first.commit(open)
        if (commit.status !== 200) return commit
        committed.push(...open)
        open = []
      }
    })()
    const some = 50 + Math.random() * 200
    await until('some records have come', () => committed.length > some)
    const thaw = freeze()
    const taken: ReadRecord[] = []
    await until('the other has the rest', async () => {
      const answer = await second.read({ timeoutMs: 200 })
      equal(answer.status, 200, answer.text)
      taken.push(...answer.records)
      if (answer.records.length > 0) equal((await second.commit(answer.records)).status, 200)
      return new Set([...committed, ...open, ...taken].map(({ value }) => value)).size === count
    })
    thaw()
    const { status, errorCode, text } = await fast
    ok(errorCode === 40403 || status === 409, text)
    const { lost, strange } = reading(count, [...committed, ...open, ...taken])
    deepEqual([lost, strange], [0, 0])
    equal(reading(count, [...committed, ...taken]).repeated, 0)
    repeats.push(reading(count, [...open, ...taken]).repeated)
  }
  t.diagnostic(`records of answers whose commit was refused that came again: ${repeats}`)
})
