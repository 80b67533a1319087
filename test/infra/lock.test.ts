import { deepEqual, equal } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTime } from '../../infra/local/boot/identity.mjs'
import { locked } from '../../infra/local/boot/lock.mjs'
import { newFolder } from './folder.ts'

const lockModule = new URL('../../infra/local/boot/lock.mjs', import.meta.url).href

test('what several do under one lock never overlaps', async (t) => {
  const lock = join(newFolder(t), 'lock')
  let inside = 0
  const seen: number[] = []
  const work = async () => {
    inside += 1
    seen.push(inside)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inside -= 1
  }
  await Promise.all([locked(lock, work), locked(lock, work), locked(lock, work)])
  deepEqual(seen, [1, 1, 1])
  equal(existsSync(lock), false)
})

test('the lock of a process that was killed is taken over', async (t) => {
  const lock = join(newFolder(t), 'lock')
  const script = `
    import { locked } from ${JSON.stringify(lockModule)}
    await locked(process.argv[1], () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000) }))`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, lock], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')

  let waited = false
  const taken = locked(lock, async () => 'mine', {
    waiting: () => {
      waited = true
      holder.kill('SIGKILL')
    },
  })
  equal(await taken, 'mine')
  equal(waited, true)
})

test('the lock of an earlier process with the pid of a living one is taken over', async (t) => {
  const lock = join(newFolder(t), 'lock')
  writeFileSync(lock, JSON.stringify({ pid: process.pid, started: `${startTime(process.pid)}0`, id: 'earlier' }))
  equal(await locked(lock, async () => 'mine'), 'mine')
})

test('waiting for a lock ends when it is called off', async (t) => {
  const lock = join(newFolder(t), 'lock')
  const controller = new AbortController()
  await locked(lock, async () => {
    const waiting = locked(lock, async () => 'never', { waiting: () => controller.abort(), signal: controller.signal })
    equal(await waiting.catch((error: Error) => error.name), 'AbortError')
  })
})
