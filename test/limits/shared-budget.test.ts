import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTable } from '../../shared/consume/dynamodb/table.ts'
import { StoreUnavailable } from '../../shared/consume/store.ts'
import { type Budget, take } from '../../shared/limits/budget.ts'
import { createDynamoLeases } from '../../shared/limits/dynamodb.ts'
import { type LeaseStore, WINDOW_MS } from '../../shared/limits/leases.ts'
import { createSharedBudget } from '../../shared/limits/shared-budget.ts'
import { createTokenBucket } from '../../shared/limits/token-bucket.ts'
import { newTable } from '../consume/dynamodb/stores.ts'
import { stack } from '../support/stack.ts'

const table = await newTable()

/** The processes' clock: windows begin when the test says. */
function newClock() {
  return { ms: 1_000 * WINDOW_MS }
}

interface Process {
  readonly budget: Budget
  readonly writes: () => number
  readonly faults: unknown[]
  /** Asks for one after the other. @returns how many passed */
  ask(times: number, amount?: number): Promise<number>
}

/** One process's share of a limit that all have together, in the real table. */
function newProcess(clock: { ms: number }, owner: string, perSecond: number, leases?: LeaseStore): Process {
  let writes = 0
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const place = { table, endpoint: stack.dynamodb, region: 'us-east-1', credentials }
  const calls = createTable({ ...place, cluster: () => 'any', timeoutMs: 2_000, onCall: () => writes++ })
  after(() => calls.close())
  const faults: unknown[] = []
  const budget = createSharedBudget({
    limit: 'principal-permits',
    owner,
    perSecond,
    bucket: createTokenBucket(perSecond, () => clock.ms),
    store: leases ?? createDynamoLeases(calls),
    now: () => clock.ms,
    onStoreAway: (error) => faults.push(error),
  })
  return {
    budget,
    writes: () => writes,
    faults,
    async ask(times, amount = 1) {
      let passed = 0
      for (let i = 0; i < times; i++)
        if ((await take({ counted: [budget], count: amount, sized: [], bytes: 0 }, () => clock.ms, 0)) === undefined)
          passed++
      return passed
    },
  }
}

test('two processes at full rate take no more together than one may, and write about once a second', async () => {
  const clock = newClock()
  const both = [newProcess(clock, 'busy', 100), newProcess(clock, 'busy', 100)]
  const passed: number[] = []
  for (let second = 0; second < 30; second++) {
    let sum = 0
    for (let tenth = 0; tenth < 10; tenth++) {
      sum += (await Promise.all(both.map((process) => process.ask(20)))).reduce((a, b) => a + b)
      clock.ms += 100
    }
    passed.push(sum)
  }
  for (const window of [0, 1, 2]) {
    const inWindow = passed.slice(10 * window, 10 * window + 10).reduce((a, b) => a + b)
    equal(inWindow, 1_000, `window ${window}`)
  }
  for (const { writes, faults } of both) {
    // Of 6,000 requests each in 30 s.
    ok(writes() <= 30, `${writes()} writes`)
    deepEqual(faults, [])
  }
})

test('one process at full rate gets all of it', async () => {
  const clock = newClock()
  const process = newProcess(clock, 'alone', 50)
  let passed = 0
  for (let tenth = 0; tenth < 200; tenth++) {
    passed += await process.ask(10)
    clock.ms += 100
  }
  equal(passed, 1_000)
  ok(process.writes() <= 30, `${process.writes()} writes`)
})

test('a caller with little to do costs one write in ten seconds, however many processes serve it', async () => {
  const clock = newClock()
  const processes = Array.from({ length: 40 }, () => newProcess(clock, 'calm', 100))
  for (let window = 0; window < 3; window++) {
    for (const process of processes) equal(await process.ask(5), 5)
    clock.ms += WINDOW_MS
  }
  deepEqual(
    processes.map(({ writes }) => writes()),
    processes.map(() => 3),
  )
})

test('requests that come at once wait for one write, and none gets through that has no permit', async () => {
  const clock = newClock()
  const processes = [newProcess(clock, 'at-once', 10), newProcess(clock, 'at-once', 10)]
  const all = await Promise.all(processes.flatMap((process) => Array.from({ length: 50 }, () => process.ask(1))))
  // Each process by itself lets ten of a second through.
  equal(
    all.reduce((a, b) => a + b),
    20,
  )
  for (const { writes } of processes) ok(writes() <= 6, `${writes()} writes`)
})

test('what is owed in one window is paid from the next', async () => {
  const clock = newClock()
  const process = newProcess(clock, 'owing', 100)
  equal(await process.ask(1, 1_500), 1)
  clock.ms += WINDOW_MS
  equal(await process.ask(1), 0)
  clock.ms += WINDOW_MS
  equal(await process.ask(1), 1)
})

test('whom the window has nothing left for is told to wait for the next, and asks the table no more', async () => {
  const clock = newClock()
  const [one, other] = [newProcess(clock, 'nothing-left', 1), newProcess(clock, 'nothing-left', 1)]
  for (let second = 0; second < 9; second++) {
    await one.ask(1)
    await other.ask(1)
    clock.ms += 1_000
  }
  const before = other.writes()
  const waits = await Promise.all(
    [1, 2, 3].map(() => take({ counted: [other.budget], count: 1, sized: [], bytes: 0 }, () => clock.ms, 0)),
  )
  deepEqual(
    waits.map((wait) => wait?.ms),
    [1_000, 1_000, 1_000],
  )
  equal(other.writes(), before)
})

test('while the table is away each process keeps the limit by itself, and asks again after five seconds', async () => {
  const clock = newClock()
  let calls = 0
  let away = true
  const leases: LeaseStore = {
    async take() {
      calls++
      if (away) throw new StoreUnavailable(new Error('away'))
      return undefined
    },
  }
  const process = newProcess(clock, 'away', 10, leases)
  equal(await process.ask(15), 10)
  clock.ms += 4_900
  equal(await process.ask(15), 10)
  deepEqual([calls, process.faults.length], [1, 1])
  clock.ms += 100
  away = false
  equal(await process.ask(1), 1)
  equal(calls, 2)
})
