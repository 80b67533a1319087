import { deepEqual, equal, rejects, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { type CacheOptions, createCache } from '../../shared/registry/cache.ts'

class Answer extends Error {}

function cacheOf(options: Partial<CacheOptions<string>> = {}) {
  return createCache<string>({
    maxEntries: 10,
    maxWeight: 1_000,
    weigh: () => 1,
    isAnswer: (error) => error instanceof Answer,
    failureMs: 100,
    now: () => 0,
    ...options,
  })
}

const brings = (value: string) => () => Promise.resolve(value)
const fails = (error: Error) => () => Promise.reject(error)

test('a value is loaded once and then peeked', async () => {
  const cache = cacheOf()
  equal(cache.peek('a'), undefined)
  equal(await cache.load('a', brings('1')), '1')
  equal(await cache.load('a', brings('2')), '1')
  equal(cache.peek('a'), '1')
})

test('loads of one key at the same time share the first loader, of other keys do not', async () => {
  const cache = cacheOf()
  const loads = [cache.load('a', brings('1')), cache.load('a', brings('2')), cache.load('b', brings('3'))]
  deepEqual(await Promise.all(loads), ['1', '1', '3'])
})

test('a failed load is shared too, and the next load tries again', async () => {
  const cache = cacheOf()
  const [first, second] = [cache.load('a', fails(new Error('down'))), cache.load('a', brings('1'))]
  await Promise.all([rejects(first, { message: 'down' }), rejects(second, { message: 'down' })])
  equal(await cache.load('a', brings('1')), '1')
})

test('a failure that is an answer is remembered for its time', async () => {
  let now = 0
  const cache = cacheOf({ now: () => now })
  await rejects(cache.load('a', fails(new Answer('no'))), Answer)
  now = 99
  throws(() => cache.peek('a'), Answer)
  await rejects(cache.load('a', brings('1')), Answer)
  now = 100
  equal(cache.peek('a'), undefined)
  equal(await cache.load('a', brings('1')), '1')
})
