import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createTopic } from '../../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { createMember } from './member.ts'
import { produceNumbers } from './numbered.ts'
import { type ReadRecord, reading } from './reading.ts'
import { ownTable } from './table.ts'
import { until } from './until.ts'

const count = 100_000
const partitions = 12
const members = 50
/** Members that are there at the same time. */
const atOnce = 6
/** Most records that wait to be read, so that they flow for as long as members come and go. */
const backlog = 15_000
const maxBytes = 2000
let proxies: ProxyProcess[]

before(async () => {
  const environment = await ownTable()
  proxies = await Promise.all([startProxy(environment), startProxy(environment)])
})

after(async () => {
  for (const proxy of proxies) equal(await proxy.stop(), 0)
})

test('50 members come and go while 100,000 records flow: none is lost, and none committed by two', {
  timeout: 300_000,
}, async (t) => {
  const topic = await createTopic({ partitions })
  const group = randomUUID()
  const next = () => proxies[Math.floor(Math.random() * proxies.length)]?.url ?? ''
  const answered: ReadRecord[] = []
  const committed: ReadRecord[] = []
  const seen = new Set<number>()
  let joined = 0
  let refused = 0

  /** Joins, reads and commits for a while, leaves; the last ones stay until all has been read. */
  async function attend(): Promise<void> {
    const last = ++joined > members - atOnce
    const member = await createMember(next, { group, topic })
    const reads = 3 + Math.random() * 8
    for (let read = 0; seen.size < count && (last || read < reads); read++) {
      const answer = await member.read({ maxBytes, timeoutMs: 200 })
      equal(answer.status, 200, answer.text)
      answered.push(...answer.records)
      for (const { value } of answer.records) seen.add(value)
      // One partition at a time: what moved is refused, the others are not.
      for (const records of Map.groupBy(answer.records, ({ partition }) => partition).values()) {
        const { status, text } = await member.commit(records)
        ok(status === 200 || status === 409, text)
        if (status === 200) committed.push(...records)
        else refused += records.length
      }
    }
    equal((await member.remove()).status, 204)
  }

  async function seat(): Promise<void> {
    while (joined < members) await attend()
  }
  let produced = 0
  const producing = produceNumbers(topic, {
    count,
    partitions,
    between: () => {
      produced += 1000
      return until('members keep up', () => produced - seen.size < backlog)
    },
  })
  await Promise.all([producing, ...Array.from({ length: atOnce }, seat)])

  // What was answered last and not committed, as its partition moved, is there for the next member.
  const heir = await createMember(next, { group, topic })
  for (;;) {
    const { status, records, text } = await heir.read({ timeoutMs: 1000 })
    equal(status, 200, text)
    if (records.length === 0) break
    answered.push(...records)
    equal((await heir.commit(records)).status, 200)
    committed.push(...records)
  }
  const ends = Array.from({ length: partitions }, (_, partition) => [
    partition,
    Math.floor((count - 1 - partition) / partitions) + 1,
  ])
  deepEqual([...(await heir.committed(partitions))], ends)

  const all = reading(count, answered)
  const once = reading(count, committed)
  t.diagnostic(
    `${all.repeated} records came again, of ${refused} whose commit was refused; ${once.lost} refused and not again`,
  )
  deepEqual([all.lost, all.strange], [0, 0])
  deepEqual([once.repeated, once.strange], [0, 0])
  ok(all.repeated + once.lost <= refused, 'nothing comes again without a refused commit')
})
