import { deepEqual, equal } from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createRecentInstances } from '../../shared/consume/recent.ts'
import { newInstance } from './dynamodb/samples.ts'

const options = { maxEntries: 3, maxAhead: 2, aheadMs: 1000 }
const ahead = [Promise.resolve([])]
const entry = (name: string, more: object = {}) => ({
  instance: newInstance({ group: 'g', name }),
  group: undefined,
  ahead: [],
  ...more,
})

test('what was remembered last is found; what was never, or has been deleted, is not', () => {
  const recent = createRecentInstances(options)
  const first = entry('a')
  recent.set(first)
  equal(recent.get('g', 'a'), first)
  equal(recent.get('g', 'b'), undefined)
  equal(recent.get('ga', ''), undefined, 'group and name are kept apart')
  const second = entry('a')
  recent.set(second)
  equal(recent.get('g', 'a'), second)
  recent.delete('g', 'a')
  equal(recent.get('g', 'a'), undefined)
})

test('beyond so many instances the one that was served longest ago is forgotten', () => {
  const recent = createRecentInstances(options)
  for (const name of ['a', 'b', 'c']) recent.set(entry(name))
  recent.set(entry('a'))
  recent.set(entry('d'))
  deepEqual(
    ['a', 'b', 'c', 'd'].map((name) => recent.get('g', name) !== undefined),
    [true, false, true, true],
  )
})

test('records ahead are kept for so many instances only; the others are still remembered', () => {
  const recent = createRecentInstances(options)
  for (const name of ['a', 'b', 'c']) recent.set(entry(name, { ahead }))
  deepEqual(
    ['a', 'b', 'c'].map((name) => recent.get('g', name)?.ahead.length),
    [0, 1, 1],
  )
})

test('records ahead are dropped when nobody comes for them', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const recent = createRecentInstances(options)
    recent.set(entry('a', { ahead }))
    mock.timers.tick(999)
    equal(recent.get('g', 'a')?.ahead.length, 1)
    mock.timers.tick(1)
    deepEqual(recent.get('g', 'a')?.ahead, [])
  } finally {
    mock.timers.reset()
  }
})
