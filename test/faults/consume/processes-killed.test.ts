import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createTopic } from '../../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { createMember, repeated } from './member.ts'
import { produceNumbers } from './numbered.ts'
import { EXACTLY_ONCE, type ReadRecord, reading } from './reading.ts'
import { ownTable } from './table.ts'

const kills = 6
/** Before each of them: so many that some are left to be read. */
const newRecords = 600
const partitions = 3
/** A read with its commit takes about as long. */
const withinMs = 30
/** Of an answer while there are kills: so many requests that each kill hits some. */
const maxBytes = 40
/** What a client has not got so long after the last kill, it will not get. */
const lastMs = 60_000
let environment: Record<string, string>
let proxies: (ProxyProcess | undefined)[]

before(async () => {
  environment = await ownTable()
  proxies = await Promise.all([startProxy(environment), startProxy(environment)])
})

after(async () => {
  for (const proxy of proxies) equal(await proxy?.stop(), 0)
})

/** One of those that run. */
function next(): string {
  const running = proxies.filter((proxy) => proxy !== undefined)
  return (running[Math.floor(Math.random() * running.length)] as ProxyProcess).url
}

/** Kills one process after the other, each at a random moment, and starts it again. */
async function killOften(beforeEach: () => Promise<void>): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    await beforeEach()
    await delay(Math.random() * withinMs)
    const index = kill % 2
    const proxy = proxies[index]
    proxies[index] = undefined
    await proxy?.stop('SIGKILL')
    proxies[index] = await startProxy(environment)
  }
}

/** What a client got, and how many of its reads and commits broke off. */
interface Told {
  readonly records: ReadRecord[]
  broken: number
}

/** How far the trial is, as its clients look at it between two requests. */
interface Trial {
  readonly topic: string
  /** Records produced so far. */
  count: number
  /** Whether processes are being killed. */
  killing: boolean
  /** Epoch milliseconds by which to give up. */
  end: number
}

const goOn = ({ killing, count, end }: Trial, { records }: Told) =>
  killing || (records.length < count && Date.now() < end)

const limits = ({ killing }: Trial) => ({ timeoutMs: 50, ...(killing && { maxBytes }) })

/** Commits what each answer had, by name; after a read that broke off it begins with a new instance, at the commit. */
async function readWithCommits(trial: Trial): Promise<Told> {
  const { topic } = trial
  const told: Told = { records: [], broken: 0 }
  const group = randomUUID()
  let member = await createMember(next, { group, topic })
  while (goOn(trial, told)) {
    const answer = await member.read(limits(trial)).catch(unlessBroken(told))
    if (answer === undefined) {
      await repeated(() => member.remove())
      member = await createMember(next, { group, topic })
      continue
    }
    equal(answer.status, 200, answer.text)
    told.records.push(...answer.records)
    if (answer.records.length === 0) continue
    // By name and by position in turn.
    const named = told.records.length % 2 === 0 ? answer.records : undefined
    const committed = await repeated(() => member.commit(named).catch(counting(told)))
    equal(committed.status, 200, committed.text)
  }
  return told
}

/** Gives each read a key, and asks again with the same one when it broke off; never commits. */
async function readWithKeys(trial: Trial): Promise<Told> {
  const { topic } = trial
  const told: Told = { records: [], broken: 0 }
  const member = await createMember(next, { group: randomUUID(), topic })
  while (goOn(trial, told)) {
    const idempotencyKey = randomUUID()
    const read = () => member.read({ ...limits(trial), idempotencyKey }).catch(counting(told))
    const answer = await repeated(read)
    equal(answer.status, 200, answer.text)
    told.records.push(...answer.records)
  }
  return told
}

function counting(told: Told): (error: unknown) => never {
  return (error) => {
    told.broken++
    throw error
  }
}

function unlessBroken(told: Told): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof TypeError)) throw error
    told.broken++
  }
}

test('processes killed in the middle of reads lose and repeat nothing: it is found from the commit, or by the key', async (t) => {
  const topic = await createTopic({ partitions })
  const trial: Trial = { topic, count: 0, killing: true, end: Number.POSITIVE_INFINITY }
  const clients = [readWithCommits, readWithCommits, readWithKeys, readWithKeys].map((read) => read(trial))
  const killer = killOften(async () => {
    await produceNumbers(topic, { from: trial.count, count: newRecords, partitions })
    trial.count += newRecords
  }).finally(() => {
    trial.killing = false
    trial.end = Date.now() + lastMs
  })
  const [all] = await Promise.all([Promise.all(clients), killer])
  const broken = all.map((told) => told.broken)
  t.diagnostic(`${trial.count} records, ${kills} kills; requests broken off: ${broken.join(', ')}`)
  for (const { records } of all) deepEqual(reading(trial.count, records), EXACTLY_ONCE)
  ok(Math.max(...broken) > 0, 'some were hit')
})
