import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { ownBudget } from '../../shared/limits/budget.ts'
import { createRecordLimit } from '../../shared/limits/record-limit.ts'
import { createTokenBucket } from '../../shared/limits/token-bucket.ts'

test('records pass by number and by size, and a refusal is counted by the limit that refused', () => {
  let ms = 0
  const counted: string[] = []
  const own = (name: 'v3-records' | 'v3-bytes', perSecond: number) =>
    ownBudget(
      name,
      createTokenBucket(perSecond, () => ms),
    )
  const limit = createRecordLimit(
    [own('v3-records', 10)],
    [own('v3-bytes', 100)],
    () => ms,
    (name) => counted.push(name),
  )
  equal(limit.take(99), true)
  equal(limit.take(200), true)
  equal(limit.take(1), false)
  ms += 1_999
  equal(limit.take(1), false)
  ms += 1
  equal(limit.take(0), true)
  deepEqual(Array.from({ length: 10 }, () => limit.take(0)).filter(Boolean).length, 9)
  deepEqual(counted, ['v3-bytes', 'v3-bytes', 'v3-records'])
})
