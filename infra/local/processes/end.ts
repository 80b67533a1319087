import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../boot/identity.mjs'
import { type ProcessRecord, readRecord } from './record.ts'

const pollMs = 20

/**
 * Ends the process of a pid file and removes the file. A process that merely has the same pid is left alone.
 *
 * Asks with SIGTERM (and SIGCONT, for one that was frozen); SIGKILL when it takes longer than `graceMs`.
 *
 * @returns whether there was a process to end
 */
export async function endProcess(pidFile: string, graceMs: number): Promise<boolean> {
  const record = readRecord(pidFile)
  const ran = record !== undefined && isAlive(record)
  if (ran) {
    signalProcess(record, graceMs > 0 ? 'SIGTERM' : 'SIGKILL')
    signalProcess(record, 'SIGCONT')
    if (!(await gone(record, graceMs))) {
      signalProcess(record, 'SIGKILL')
      await gone(record, 10_000)
    }
  }
  rmSync(pidFile, { force: true })
  return ran
}

/** Sends a signal to a recorded process, or to its group if it leads one. */
export function signalProcess(record: ProcessRecord, signal: NodeJS.Signals): void {
  if (!isAlive(record)) return
  try {
    process.kill(record.group === true ? -record.pid : record.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits until a recorded process has ended. */
export async function gone(record: ProcessRecord, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs
  while (isAlive(record)) {
    if (Date.now() > until) return false
    await delay(pollMs)
  }
  return true
}
