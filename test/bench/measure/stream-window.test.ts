import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { windowOnStream } from './stream-window.ts'

const watched = { broker: process.pid }

test('a window opens after its time and closes after its length, though records leave no timer its turn', async () => {
  let now = 0
  const { count, measured } = windowOnStream({ records: 100_000, settleMs: 20, durationMs: 10 }, watched, () => now)
  for (let n = 0; n < 50_000; n++) {
    now = n / 1_000
    count()
  }
  const { records } = await measured
  ok(records >= 10_000 && records < 10_500, `${records} records, a thousand a millisecond`)
})

test('a window closes when no more records come', async () => {
  const { count, measured } = windowOnStream({ records: 10, settleMs: 1, durationMs: 1 }, watched)
  for (let n = 0; n < 5; n++) count()
  equal((await measured).records, 0)
})

test('a window opens in the middle of a stream at the latest', async () => {
  const { count, measured } = windowOnStream({ records: 6, settleMs: 60_000, durationMs: 60_000 }, watched)
  for (let n = 0; n < 6; n++) count()
  equal((await measured).records, 3)
})
