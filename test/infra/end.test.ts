import { equal } from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isAlive, startTime } from '../../infra/local/boot/identity.mjs'
import { endProcess } from '../../infra/local/processes/end.ts'
import { writeRecord } from '../../infra/local/processes/record.ts'
import { sweep } from '../../infra/local/processes/sweep.ts'
import { newFolder } from './folder.ts'

async function start(t: TestContext, shell: string): Promise<ChildProcess & { pid: number }> {
  const child = spawn('sh', ['-c', `echo up; ${shell}`], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return Object.assign(child, { pid: child.pid ?? 0 })
}

function record(folder: string, pid: number, started = startTime(pid)): string {
  const pidFile = join(folder, `${pid}.pid`)
  writeRecord(pidFile, { name: 'sleeper', pid, started, ports: {} })
  return pidFile
}

test('a process that has the recorded pid but began at another time is left alone', async (t) => {
  const child = await start(t, 'exec sleep 60')
  const pidFile = record(newFolder(t), child.pid, `${startTime(child.pid)}0`)
  equal(await endProcess(pidFile, 1_000), false)
  equal(isAlive({ pid: child.pid, started: startTime(child.pid) }), true)
  equal(existsSync(pidFile), false)
})

test('a frozen process is ended in order', async (t) => {
  const child = await start(t, 'exec sleep 60')
  const ended = once(child, 'exit')
  child.kill('SIGSTOP')
  equal(await endProcess(record(newFolder(t), child.pid), 10_000), true)
  equal((await ended)[1], 'SIGTERM')
})

test('a process that does not heed SIGTERM is killed after the grace', async (t) => {
  const child = await start(t, "trap '' TERM; while :; do sleep 0.1; done")
  const ended = once(child, 'exit')
  equal(await endProcess(record(newFolder(t), child.pid), 100), true)
  equal((await ended)[1], 'SIGKILL')
})

test('a sweep ends every process with a pid file under a folder', async (t) => {
  const folder = newFolder(t)
  const children = await Promise.all([start(t, 'exec sleep 60'), start(t, 'exec sleep 60')])
  const ended = children.map((child) => once(child, 'exit'))
  for (const { pid } of children) record(folder, pid)
  equal(await sweep(folder, 0), 2)
  await Promise.all(ended)
})
