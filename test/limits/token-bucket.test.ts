import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createTokenBucket } from '../../shared/limits/token-bucket.ts'

function bucketOf(perSecond: number) {
  const clock = { ms: 0 }
  const bucket = createTokenBucket(perSecond, () => clock.ms)
  function pass(): boolean {
    if (bucket.waitMs(clock.ms) > 0) return false
    bucket.spend(1)
    return true
  }
  const passed = (asked: number) => Array.from({ length: asked }, pass).filter(Boolean).length
  return { clock, bucket, passed }
}

test('so many may pass in a second, and at once after a second without any', () => {
  const { clock, passed } = bucketOf(10)
  equal(passed(30), 10)
  equal(passed(30), 0)
  clock.ms += 500
  equal(passed(30), 5)
  clock.ms += 60_000
  equal(passed(30), 10)
})

test('a wait is exactly as long as it takes', () => {
  const { clock, bucket, passed } = bucketOf(4)
  equal(passed(5), 4)
  equal(bucket.waitMs(clock.ms), 250)
  clock.ms += 249
  equal(Math.round(bucket.waitMs(clock.ms)), 1)
  clock.ms += 1
  equal(bucket.waitMs(clock.ms), 0)
})

test('what is larger than a second’s worth passes, and those after it pay for it', () => {
  const { clock, bucket, passed } = bucketOf(100)
  equal(passed(99), 99)
  equal(bucket.waitMs(clock.ms), 0)
  bucket.spend(200)
  equal(bucket.waitMs(clock.ms), 2000)
  clock.ms += 1999
  equal(passed(1), 0)
  clock.ms += 1
  equal(passed(9), 1)
})

test('over any time no more passes than flows in and a second’s worth', () => {
  const { clock, passed } = bucketOf(7)
  let total = 0
  for (let step = 0; step < 5_000; step++) {
    clock.ms += 13
    total += passed(3)
  }
  equal(total <= 7 + (5_000 * 13 * 7) / 1000, true)
  equal(total >= (5_000 * 13 * 7) / 1000 - 1, true)
})
