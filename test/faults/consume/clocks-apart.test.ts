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

const apartMs = 5000
const partitions = 4
let early: ProxyProcess
let late: ProxyProcess

before(async () => {
  const environment = await ownTable()
  const clock = new URL('clock-shift.ts', import.meta.url).href
  const shifted = (ms: number) => ({ ...environment, NODE_OPTIONS: `--import ${clock}`, CLOCK_SHIFT_MS: String(ms) })
  ;[early, late] = await Promise.all([startProxy(shifted(-apartMs / 2)), startProxy(shifted(apartMs / 2))])
  const times = [early, late].map(({ log }) => timeOf(log[0] ?? ''))
  ok((times[1] ?? 0) - (times[0] ?? 0) > apartMs / 2, `the clocks are apart: ${times}`)
})

after(async () => {
  for (const proxy of [early, late]) equal(await proxy.stop(), 0)
})

function timeOf(line: string): number {
  const { time } = JSON.parse(line) as { time: number | string }
  return new Date(time).getTime()
}

/** Reads and commits, all that comes to one member, until there is nothing more to come to anybody. */
async function readAll(member: Member, taken: ReadRecord[], isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    const answer = await member.read({ timeoutMs: 200, maxBytes: 200 })
    equal(answer.status, 200, answer.text)
    taken.push(...answer.records)
    if (answer.records.length === 0) continue
    const { status, text } = await member.commit(answer.records)
    equal(status, 200, text)
  }
}

test('members of one group read through processes whose clocks are 5 s apart: each record comes once, nobody is expired', async () => {
  const count = 4000
  const topic = await createTopic({ partitions })
  const group = randomUUID()
  // Longer than the clocks are apart, as it has to be; all requests together take longer than that.
  const instanceTimeoutMs = 2 * apartMs
  const bases = [early.url, late.url]
  // The third goes from one process to the other.
  const members = await Promise.all(
    [() => early.url, () => late.url, () => bases[Math.floor(Math.random() * 2)] as string].map((next) =>
      createMember(next, { group, topic, instanceTimeoutMs }),
    ),
  )
  // Each gets its share before there is anything: partitions that move later on would be read from the commit.
  for (let round = 0; round < 2; round++) for (const member of members) await member.read({ timeoutMs: 1 })

  const taken: ReadRecord[] = []
  const isDone = () => taken.length >= count
  const reads = members.map((member) => readAll(member, taken, isDone))
  await Promise.all([produceNumbers(topic, { count, partitions }), ...reads])
  deepEqual(reading(count, taken), EXACTLY_ONCE)
  for (const { status, text } of await Promise.all(members.map((member) => member.ask()))) equal(status, 200, text)
})

test('one instance read through both as fast as they can answers each record once between them', async () => {
  const count = 4000
  const topic = await createTopic({ partitions })
  const member = await createMember(() => early.url, { group: randomUUID(), topic })
  const taken: ReadRecord[] = []
  const read = async (via: string) => {
    while (taken.length < count) {
      const answer = await member.read({ via, timeoutMs: 200, maxBytes: 200 })
      equal(answer.status, 200, answer.text)
      taken.push(...answer.records)
    }
  }
  await Promise.all([produceNumbers(topic, { count, partitions }), read(early.url), read(late.url)])
  deepEqual(reading(count, taken), EXACTLY_ONCE)
})

test('a member that vanishes is missed by a clock that is early or late, and what it had not committed comes again', async () => {
  const count = 400
  for (const [its, others] of [
    [early, late],
    [late, early],
  ] as const) {
    const topic = await createTopic({ partitions })
    await produceNumbers(topic, { count, partitions })
    const group = randomUUID()
    const vanishing = await createMember(() => its.url, { group, topic, instanceTimeoutMs: 2000 })
    const staying = await createMember(() => others.url, { group, topic })
    const before = await vanishing.read({ timeoutMs: 5000, maxBytes: 100 })
    ok(before.records.length > 0)
    const committed = await vanishing.commit(before.records)
    // To a clock so much later it has vanished as soon as it has come; to no clock it commits what others have.
    ok(committed.status === 200 || committed.status === 409 || committed.errorCode === 40403, committed.text)
    const taken: ReadRecord[] = committed.status === 200 ? [...before.records] : []
    await until('all has been read', async () => {
      const answer = await staying.read({ timeoutMs: 500 })
      equal(answer.status, 200, answer.text)
      taken.push(...answer.records)
      return taken.length >= count
    })
    deepEqual(reading(count, taken), EXACTLY_ONCE)
  }
})
