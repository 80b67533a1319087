import { equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createBufferPool } from '../shared/buffer-pool.ts'

const MIB = 1024 * 1024

test('what is given back is taken again by whoever needs no more', () => {
  const pool = createBufferPool({ maxBytes: 8 * MIB })
  const first = pool.take(MIB + 1)
  ok(first.length > MIB)
  pool.give(first)
  equal(pool.take(MIB), first)
})

test('nobody gets what another still has, or less than was asked for', () => {
  const pool = createBufferPool({ maxBytes: 8 * MIB })
  const first = pool.take(MIB)
  const second = pool.take(MIB)
  notEqual(second.buffer, first.buffer)
  pool.give(first)
  const large = pool.take(3 * MIB)
  notEqual(large.buffer, first.buffer)
  ok(large.length >= 3 * MIB)
})

test('the smallest that suffices is taken', () => {
  const pool = createBufferPool({ maxBytes: 8 * MIB })
  const [large, small] = [pool.take(4 * MIB), pool.take(MIB)]
  pool.give(large)
  pool.give(small)
  equal(pool.take(MIB / 2), small)
  equal(pool.take(2 * MIB), large)
})

test('no more than the limit is kept, and nothing small', () => {
  const pool = createBufferPool({ maxBytes: 2 * MIB })
  const buffers = [pool.take(MIB), pool.take(MIB), pool.take(MIB)]
  for (const buffer of buffers) pool.give(buffer)
  equal(pool.take(MIB), buffers[1])
  equal(pool.take(MIB), buffers[0])
  notEqual(pool.take(MIB), buffers[2])
  const small = pool.take(1000)
  pool.give(small)
  notEqual(pool.take(1000), small)
})

test('memory that was made elsewhere is not taken in; of a view the whole is', () => {
  const pool = createBufferPool({ maxBytes: 8 * MIB })
  const foreign = Buffer.alloc(2 * MIB)
  pool.give(foreign)
  notEqual(pool.take(2 * MIB).buffer, foreign.buffer)
  const whole = pool.take(MIB)
  pool.give(whole.subarray(3, 10))
  equal(pool.take(MIB), whole)
})
