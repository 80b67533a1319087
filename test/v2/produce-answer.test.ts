import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { FailureKind, RecordResult } from '../../shared/produce/producer.ts'
import { renderProduceAnswer } from '../../shared/v2/produce-answer.ts'

const stored: RecordResult = { partition: 3, offset: 9007199254740993n, timestamp: 0 }
const failed = (failure: FailureKind): RecordResult => ({ failure, message: 'So "it" is.\n' })

test('offsets beyond 2^53 keep their digits', () => {
  const { body } = renderProduceAnswer([stored], null, 7)
  equal(
    body,
    '{"offsets":[{"partition":3,"offset":9007199254740993,"error_code":null,"error":null}],"key_schema_id":null,"value_schema_id":7}',
  )
})

const codes: readonly (readonly [FailureKind, code: number, status: number])[] = [
  ['unauthenticated', 40101, 401],
  ['unauthorized', 40301, 403],
  ['unknown-topic', 50003, 200],
  ['too-large', 50002, 200],
  ['refused', 50002, 200],
  ['retriable', 50003, 200],
  ['unsure', 50003, 200],
]
for (const [failure, code, status] of codes) {
  test(`a record that is ${failure} has an entry of ${code}, and the answer is ${status}`, () => {
    const answer = renderProduceAnswer([stored, failed(failure)], null, null)
    equal(answer.status, status)
    deepEqual(JSON.parse(String(answer.body)).offsets[1], {
      partition: null,
      offset: null,
      error_code: code,
      error: 'So "it" is.\n',
    })
  })
}

test('of 401 and 403 the first record that has one decides', () => {
  equal(renderProduceAnswer([failed('unauthorized'), failed('unauthenticated')], null, null).status, 403)
  equal(renderProduceAnswer([failed('unauthenticated'), failed('unauthorized')], null, null).status, 401)
})

test('a message of any characters is still JSON', () => {
  const message = '\u0000\u2028"\\\ud800'
  const { body } = renderProduceAnswer([{ failure: 'refused', message }], 1, 2)
  equal(JSON.parse(String(body)).offsets[0].error, message)
  deepEqual([JSON.parse(String(body)).key_schema_id, JSON.parse(String(body)).value_schema_id], [1, 2])
})

test('many records have the same entries as each alone', () => {
  const offsets = [0n, 9n, 10n, 99_999_999n, 100_000_000n, 9_007_199_254_740_991n, 9_223_372_036_854_775_807n]
  const partitions = [0, 7, 123, 2_147_483_647]
  for (const last of offsets) {
    const results = Array.from({ length: 100 }, (_, index) => ({
      partition: partitions[index % partitions.length] ?? 0,
      offset: index === 99 ? last : (offsets[index % 6] ?? 0n),
      timestamp: 0,
    }))
    for (const refused of [[], [failed('unauthorized')]]) {
      const all = [...results, ...refused]
      const entries = all.map((result) => /\[(.*)\]/.exec(String(renderProduceAnswer([result], 1, null).body))?.[1])
      const { body, status } = renderProduceAnswer(all, 1, null)
      equal(String(body), `{"offsets":[${entries}],"key_schema_id":1,"value_schema_id":null}`)
      equal(status, refused.length > 0 ? 403 : 200)
    }
  }
})

test('an answer of many small entries has no room to spare, and needs none', () => {
  for (let count = 19; count < 24; count++) {
    const results = Array(count).fill({ partition: 2_147_483_647, offset: 9_007_199_254_740_991n, timestamp: 0 })
    equal(JSON.parse(String(renderProduceAnswer(results, null, null).body)).offsets.length, count)
  }
})
