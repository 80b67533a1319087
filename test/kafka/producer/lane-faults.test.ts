import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Entry, ProduceCall } from '../../../shared/kafka/producer/call.ts'
import { Lane } from '../../../shared/kafka/producer/lane.ts'
import { LAST_EPOCH } from '../../../shared/kafka/producer/numbering.ts'
import type { PartitionAnswer } from '../../../shared/kafka/producer/produce-api.ts'
import type { RecordResult } from '../../../shared/produce/producer.ts'
import { BAD, createIdempotentLog } from './idempotent-log.ts'

const NOT_LEADER_OR_FOLLOWER = 6
const NOT_ENOUGH_REPLICAS = 19

/** What becomes of one attempt to send a batch. */
const OUTCOMES = [
  'answered',
  'answer lost',
  'request lost',
  'arrives late',
  'never left',
  'no leader',
  'no leader after the append',
  'too few replicas',
] as const
type Outcome = (typeof OUTCOMES)[number]

type Step =
  | { readonly step: 'push'; readonly records: number; readonly patience: number; readonly bad: boolean }
  | { readonly step: 'attempt'; readonly outcome: Outcome; readonly ms: number }
  | { readonly step: 'late arrival' }
  | { readonly step: 'time passes'; readonly ms: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      step: fc.constant('push' as const),
      records: fc.integer({ min: 1, max: 5 }),
      patience: fc.integer({ min: 1, max: 50 }),
      bad: fc.boolean(),
    }),
    fc.record({
      step: fc.constant('attempt' as const),
      outcome: fc.constantFrom(...OUTCOMES),
      ms: fc.integer({ min: 0, max: 20 }),
    }),
    fc.record({ step: fc.constant('late arrival' as const) }),
    fc.record({ step: fc.constant('time passes' as const), ms: fc.integer({ min: 1, max: 30 }) }),
  ),
  { minLength: 5, maxLength: 60 },
)

interface Sent {
  readonly value: string
  readonly deadline: number
  settledAt?: number
  result?: RecordResult
}

/** Runs the steps on one lane and a leader's log, and then until nobody waits any more. */
function run(script: readonly Step[], epoch: number) {
  const log = createIdempotentLog()
  const lane = new Lane('orders', 0, 10_000)
  const sent: Sent[] = []
  const onTheWay: Buffer[] = []
  let now = 1000
  let ids = 1n
  let pendingBytes = 0
  lane.numbering.begin({ id: ids, epoch })

  function push(records: number, patience: number, bad: boolean): void {
    for (let i = 0; i < records; i++) {
      const record: Sent = { value: `${bad && i === 0 ? BAD : ''}${sent.length}`, deadline: now + patience }
      const call = new ProduceCall(1, record.deadline, (entry) => {
        pendingBytes -= entry.bytes
        record.settledAt = now
      })
      const settle = call.settle.bind(call)
      call.settle = (entry, result) => {
        record.result ??= result
        settle(entry, result)
      }
      sent.push(record)
      const entry: Entry = { record: { key: null, value: Buffer.from(record.value) }, bytes: 100, call, index: 0 }
      pendingBytes += entry.bytes
      lane.push(entry)
    }
  }

  function answer(errorCode: number, more: Partial<PartitionAnswer> = {}): void {
    const empty = { baseOffset: -1n, logAppendTime: -1, recordErrors: [], message: null }
    lane.answered({ topic: 'orders', partition: 0, errorCode, ...empty, ...more })
  }

  function attempt(outcome: Outcome, ms: number): void {
    if (!lane.numbering.ready) lane.numbering.begin({ id: ++ids, epoch: 0 })
    const bytes = lane.take('none', now)
    if (!bytes) return
    const appends = outcome === 'answered' || outcome === 'answer lost' || outcome === 'no leader after the append'
    const appended = appends ? log.append(bytes) : undefined
    if (outcome === 'arrives late') onTheWay.push(bytes)
    now += ms
    lane.expire(now)
    if (outcome === 'answered' && appended) answer(appended.errorCode, appended)
    else if (outcome === 'no leader' || outcome === 'no leader after the append') answer(NOT_LEADER_OR_FOLLOWER)
    else if (outcome === 'too few replicas') answer(NOT_ENOUGH_REPLICAS)
    else lane.unanswered(outcome !== 'never left')
  }

  for (const each of script) {
    if (each.step === 'push') push(each.records, each.patience, each.bad)
    else if (each.step === 'attempt') attempt(each.outcome, each.ms)
    else if (each.step === 'time passes') {
      now += each.ms
      lane.expire(now)
    } else {
      const bytes = onTheWay.shift()
      if (bytes) log.append(bytes)
    }
  }
  now += 1000
  lane.expire(now)
  const hadWork = lane.hasWork
  push(2, 10, false)
  while (lane.hasWork) attempt('answered', 0)
  for (const bytes of onTheWay) log.append(bytes)
  return { log, sent, lane, hadWork, pendingBytes, sameId: ids === 1n }
}

const examples = { numRuns: 1000 }

test('whatever happens to its batches, every record is settled once, by its deadline', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const { sent, lane, hadWork, pendingBytes } = run(script, 0)
      equal(hadWork, false)
      for (const { result, settledAt } of sent) ok(result && settledAt !== undefined)
      equal(pendingBytes, 0)
      deepEqual([lane.hasWork, lane.queuedBytes], [false, 0])
    }),
    examples,
  )
})

for (const epoch of [0, LAST_EPOCH - 1]) {
  test(`beginning with epoch ${epoch}, results are true: acknowledged once at its offset, unsure at most once, else never`, () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { log, sent } = run(script, epoch)
        for (const { value, result } of sent) {
          const offsets = log.values.flatMap((stored, offset) => (stored === value ? [BigInt(offset)] : []))
          if (!result) throw new Error(`${value} was never settled.`)
          if (!('failure' in result)) deepEqual(offsets, [result.offset])
          else if (result.failure === 'unsure') ok(offsets.length <= 1)
          else deepEqual([value, result.failure, offsets], [value, result.failure, []])
        }
      }),
      examples,
    )
  })
}

test('records are stored in the order in which they came', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const { log, sameId } = run(script, 0)
      ok(sameId)
      const numbers = log.values.map(Number)
      deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      )
    }),
    examples,
  )
})

test('after whatever happened, the next records are stored', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const { sent } = run(script, 0)
      for (const { result } of sent.slice(-2)) ok(result && 'offset' in result)
    }),
    examples,
  )
})
