import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createExpiringCache } from '../../shared/auth/cache.ts'

test('an entry is given out until its time and not at it', () => {
  let time = 1_000
  const cache = createExpiringCache<string>({ maxEntries: 10, now: () => time })
  cache.set('a', 'A', 2_000)
  time = 1_999
  equal(cache.get('a'), 'A')
  time = 2_000
  equal(cache.get('a'), undefined)
  equal(cache.size, 0)
})

test('an entry that has expired already is not kept and takes the older one with it', () => {
  const cache = createExpiringCache<string>({ maxEntries: 10, now: () => 1_000 })
  cache.set('a', 'A', 2_000)
  cache.set('a', 'B', 1_000)
  equal(cache.get('a'), undefined)
  equal(cache.size, 0)
})

test('a full cache forgets what was unused for longest', () => {
  const cache = createExpiringCache<string>({ maxEntries: 3, now: () => 0 })
  for (const key of ['a', 'b', 'c']) cache.set(key, key, 1)
  equal(cache.get('a'), 'a')
  cache.set('d', 'd', 1)
  equal(cache.get('b'), undefined)
  for (const key of ['a', 'c', 'd']) equal(cache.get(key), key)
})

test('setting an entry again counts as use and takes no second place', () => {
  const cache = createExpiringCache<string>({ maxEntries: 2, now: () => 0 })
  cache.set('a', 'A', 1)
  cache.set('b', 'B', 1)
  cache.set('a', 'AA', 1)
  equal(cache.size, 2)
  cache.set('c', 'C', 1)
  equal(cache.get('b'), undefined)
  equal(cache.get('a'), 'AA')
})

test('a hundred thousand entries leave no more than the bound', () => {
  const cache = createExpiringCache<number>({ maxEntries: 1_000, now: () => 0 })
  for (let index = 0; index < 100_000; index++) cache.set(`key ${index}`, index, 1)
  equal(cache.size, 1_000)
  equal(cache.get('key 99000'), 99_000)
  equal(cache.get('key 98999'), undefined)
})
