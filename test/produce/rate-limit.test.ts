import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createRateLimit } from '../../shared/produce/rate-limit.ts'

test('so many records may pass in a second, and at once after a second without any', () => {
  let ms = 0
  const limit = createRateLimit({ recordsPerSecond: 10, bytesPerSecond: 1_000_000, now: () => ms })
  const passed = () => Array.from({ length: 30 }, () => limit.take(1)).filter(Boolean).length
  equal(passed(), 10)
  equal(passed(), 0)
  ms += 500
  equal(passed(), 5)
  ms += 60_000
  equal(passed(), 10)
})

test('a record that is larger than the rest of the bytes passes; those after it wait for it', () => {
  let ms = 0
  const limit = createRateLimit({ recordsPerSecond: 1000, bytesPerSecond: 100, now: () => ms })
  equal(limit.take(99), true)
  equal(limit.take(200), true)
  equal(limit.take(1), false)
  ms += 1_900
  equal(limit.take(1), false)
  ms += 100
  equal(limit.take(1), true)
})
