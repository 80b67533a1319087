import { equal, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { isAlive, startTime } from '../../infra/local/boot/identity.mjs'

for (const platform of ['linux', 'darwin'] as const) {
  const runs = platform === 'darwin' || process.platform === 'linux'
  const way = platform === 'linux' ? '/proc' : 'ps'
  if (runs) {
    test(`a process is told by its start time, asked from ${way}`, async () => {
      const child = spawn('sleep', ['60'])
      const started = startTime(child.pid ?? 0, platform)
      ok(started)
      equal(startTime(child.pid ?? 0, platform), started)
      child.kill('SIGKILL')
      await once(child, 'exit')
      equal(startTime(child.pid ?? 0, platform), undefined)
    })

    test(`a process that ended and was not waited for is gone, asked from ${way}`, async (t) => {
      // The shell becomes a program that never waits for the child it got.
      const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      t.after(() => parent.kill('SIGKILL'))
      const [line] = await once(parent.stdout, 'data')
      const pid = Number(String(line))
      while (startTime(pid, platform) !== undefined) await new Promise((resolve) => setTimeout(resolve, 10))
      ok(process.kill(pid, 0), 'its entry is still in the process table')
    })
  }
}

test('a process that took the pid of a recorded one is not taken for it', () => {
  const started = startTime(process.pid)
  equal(isAlive({ pid: process.pid, started }), true)
  equal(isAlive({ pid: process.pid, started: `${started}0` }), false)
  equal(isAlive({ pid: process.pid, started: undefined }), false)
})
