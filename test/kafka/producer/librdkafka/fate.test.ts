import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { batchFault, fateOf, refusalOf } from '../../../../shared/kafka/producer/librdkafka/fate.ts'
import type { FailureKind } from '../../../../shared/produce/producer.ts'

const report = { topic: 't', partition: 2, offset: 7, timestamp: 5, opaque: 0 }
const lost = { ...report, offset: -1001 }

function kindOf(code: number): FailureKind | 'stored' {
  const fate = fateOf(code, lost)
  return 'failure' in fate ? fate.failure : 'stored'
}

test('a stored record has its place and its time', () => {
  deepEqual(fateOf(0, report), { partition: 2, offset: 7n, timestamp: 5 })
})

const FATES: readonly (readonly [code: number, what: string, kind: FailureKind])[] = [
  [0, 'stored by an attempt that the leader has forgotten', 'unsure'],
  [-192, 'timed out', 'unsure'],
  [-195, 'the connection broke', 'unsure'],
  [-150, 'the producer is of no further use', 'unsure'],
  [-151, 'given up on its way', 'unsure'],
  [-152, 'given up before it went', 'retriable'],
  [-193, 'no name for the broker', 'retriable'],
  [-138, 'another record of its batch was refused', 'retriable'],
  [-169, 'the login was refused', 'unauthenticated'],
  [-188, 'unknown topic', 'unknown-topic'],
  [-190, 'unknown partition', 'unknown-topic'],
  [2, 'CORRUPT_MESSAGE', 'retriable'],
  [3, 'UNKNOWN_TOPIC_OR_PARTITION', 'unknown-topic'],
  [6, 'NOT_LEADER_OR_FOLLOWER', 'unsure'],
  [7, 'REQUEST_TIMED_OUT', 'unsure'],
  [10, 'MESSAGE_TOO_LARGE', 'too-large'],
  [19, 'NOT_ENOUGH_REPLICAS', 'retriable'],
  [20, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'unsure'],
  [29, 'TOPIC_AUTHORIZATION_FAILED', 'unauthorized'],
  [31, 'CLUSTER_AUTHORIZATION_FAILED', 'unauthorized'],
  [45, 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'unsure'],
  [46, 'DUPLICATE_SEQUENCE_NUMBER', 'unsure'],
  [58, 'SASL_AUTHENTICATION_FAILED', 'unauthenticated'],
  [87, 'INVALID_RECORD', 'refused'],
]

for (const [code, what, kind] of FATES) {
  test(`a report with code ${code} (${what}) makes a record ${kind}`, () => equal(kindOf(code), kind))
}

test('a batch that is refused as a whole is told from a record that is', () => {
  deepEqual([10, 18].map(batchFault), ['too large', 'too large'])
  deepEqual([32, 87, -138].map(batchFault), ['a record', 'a record', 'a record'])
  deepEqual([0, 3, 6, 29, -192].map(batchFault), Array(5).fill(undefined))
})

test('what librdkafka does not take is tried again, answered as if the buffer were full, or refused', () => {
  for (const code of [-190, -188, 3]) equal(refusalOf(code).kind, 'stale')
  equal(refusalOf(-184).kind, 'full')
  for (const code of [-150, -172, -197, undefined]) equal(refusalOf(code).kind, 'dead')
  const refusal = refusalOf(29)
  equal(refusal.kind === 'refused' && refusal.failure.failure, 'unauthorized')
  equal(refusal.kind === 'refused' && refusal.stale, true)
})
