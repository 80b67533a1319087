import { equal } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { frozen } from '../../infra/local/processes/frozen.ts'

/** A process of several threads, one of which is never idle. */
async function start(t: TestContext) {
  const source = `new (require('worker_threads').Worker)('for (;;);', { eval: true }).once('online', () => console.log('up'))`
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return Object.assign(child, { pid: child.pid ?? 0 })
}

test('a process stands still when all of its threads do, and no longer when it is woken', async (t) => {
  const child = await start(t)
  equal(await frozen(child.pid, 0), false)
  child.kill('SIGSTOP')
  equal(await frozen(child.pid, 10_000), true)
  child.kill('SIGCONT')
  equal(await frozen(child.pid, 0), false)
})

test('nothing moves in a process that is gone', async (t) => {
  const child = await start(t)
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  equal(await frozen(child.pid, 0), true)
})
