import { deepEqual, equal, rejects } from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { cacheFolder, fetched } from '../../infra/local/boot/cache.mjs'
import { newFolder } from './folder.ts'

test('the cache is where its own variable says, then XDG_CACHE_HOME, then the home folder', () => {
  equal(cacheFolder({ KAFKA_REST_EDGE_CACHE: '/a', XDG_CACHE_HOME: '/b' }), '/a')
  equal(cacheFolder({ XDG_CACHE_HOME: '/b' }), '/b/kafka-rest-edge')
  equal(cacheFolder({ XDG_CACHE_HOME: 'relative' }), join(homedir(), '.cache', 'kafka-rest-edge'))
  equal(cacheFolder({}), join(homedir(), '.cache', 'kafka-rest-edge'))
})

test('what two ask for at once is made once', async (t) => {
  const cache = newFolder(t)
  let made = 0
  const make = async (folder: string) => {
    made += 1
    await turn()
    writeFileSync(join(folder, 'file'), 'whole')
  }
  const [one, other] = await Promise.all([fetched(cache, 'thing', make), fetched(cache, 'thing', make)])
  equal(made, 1)
  equal(one, other)
  equal(readFileSync(join(one, 'file'), 'utf8'), 'whole')
  deepEqual(readdirSync(cache), ['thing'])
})

test('a download that fails leaves nothing, and the next try starts anew', async (t) => {
  const cache = newFolder(t)
  const broken = async (folder: string) => {
    writeFileSync(join(folder, 'half'), '')
    throw new Error('no network')
  }
  await rejects(fetched(cache, 'thing', broken), /no network/)
  deepEqual(readdirSync(cache), [])
  const folder = await fetched(cache, 'thing', async (temp) => writeFileSync(join(temp, 'whole'), ''))
  deepEqual(readdirSync(folder), ['whole'])
})

test('what a killed process had half downloaded is removed and never used', async (t) => {
  const cache = newFolder(t)
  mkdirSync(join(cache, 'thing.tmp-abc123'))
  writeFileSync(join(cache, 'thing.tmp-abc123', 'half'), '')
  const folder = await fetched(cache, 'thing', async (temp) => writeFileSync(join(temp, 'whole'), ''))
  deepEqual(readdirSync(folder), ['whole'])
  deepEqual(readdirSync(cache), ['thing'])
})
