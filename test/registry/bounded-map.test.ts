import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createBoundedMap } from '../../shared/registry/bounded-map.ts'

test('no more than the allowed number is kept, and what was used last is among it', () => {
  const map = createBoundedMap<string>({ maxEntries: 10, maxWeight: 1_000 })
  for (let i = 0; i < 100; i++) {
    map.set(`k${i}`, 'x', 1)
    equal(map.get('k0'), 'x')
  }
  const kept = Array.from({ length: 100 }, (_, i) => map.get(`k${i}`)).filter((value) => value !== undefined)
  equal(kept.length <= 10, true)
  for (let i = 97; i < 100; i++) equal(map.get(`k${i}`), 'x')
})

test('no more than the allowed weight is kept', () => {
  const map = createBoundedMap<string>({ maxEntries: 100, maxWeight: 100 })
  for (let i = 0; i < 9; i++) map.set(`k${i}`, 'x', 30)
  const kept = Array.from({ length: 9 }, (_, i) => map.get(`k${i}`)).filter((value) => value !== undefined)
  equal(kept.length <= 3, true)
  equal(map.get('k8'), 'x')
})

test('a value heavier than all that is allowed is kept until the next', () => {
  const map = createBoundedMap<string>({ maxEntries: 100, maxWeight: 100 })
  map.set('a', 'x', 1_000)
  equal(map.get('a'), 'x')
  map.set('b', 'x', 1_000)
  map.set('c', 'x', 1)
  equal(map.get('a'), undefined)
})

test('a value that is set again is counted once, and is the newer one', () => {
  const map = createBoundedMap<number>({ maxEntries: 10, maxWeight: 100 })
  map.set('a', 0, 1)
  for (let i = 1; i < 100; i++) map.set('b', i, 40)
  equal(map.get('b'), 99)
  equal(map.get('a'), 0)
})

test('what is held is counted, also when it grows old, is used again or set again', () => {
  const map = createBoundedMap<string>({ maxEntries: 4, maxWeight: 1_000 })
  deepEqual(map.holding(), { entries: 0, weight: 0 })
  map.set('a', 'x', 10)
  map.set('b', 'x', 1)
  map.set('b', 'x', 2)
  deepEqual(map.holding(), { entries: 2, weight: 12 })
  map.set('c', 'x', 100)
  deepEqual(map.holding(), { entries: 3, weight: 112 })
  map.get('a')
  deepEqual(map.holding(), { entries: 3, weight: 112 })
  map.set('d', 'x', 5)
  deepEqual(map.holding(), { entries: 3, weight: 115 })
})
