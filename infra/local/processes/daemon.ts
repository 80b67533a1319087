import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, startTime } from '../boot/identity.mjs'
import { endProcess, gone, signalProcess } from './end.ts'
import { frozen } from './frozen.ts'
import { type ProcessRecord, writeRecord } from './record.ts'

const pollMs = 60

export interface DaemonOptions {
  /** Names the pid file `<dir>/<name>.pid` and the log `<dir>/<name>.log`, and the process in errors. */
  name: string
  dir: string
  command: string
  args: readonly string[]
  cwd?: string
  env?: NodeJS.ProcessEnv
  ports: Record<string, number>
  /** Goes on with the log of an earlier run. Default: a new log. */
  appendLog?: boolean
  owner?: ProcessRecord['owner'] | undefined
  /** How long it gets between SIGTERM and SIGKILL. */
  graceMs: number
  /** Whether it serves; asked again and again until it is so. May throw for "not yet". */
  ready: (signal: AbortSignal) => Promise<boolean>
  readyTimeoutMs?: number
  signal?: AbortSignal | undefined
}

/** A process in a session of its own, so that Ctrl-C in the terminal leaves it to its owner to stop it. */
export interface Daemon {
  readonly name: string
  readonly pid: number
  readonly ports: Record<string, number>
  readonly logFile: string
  isAlive(): boolean
  /** Resolves when the process has ended, for whatever reason. */
  ended: Promise<void>
  /** SIGTERM, then SIGKILL after the grace; resolves when it is gone. Stopping twice does nothing. */
  stop(graceMs?: number): Promise<void>
  /** Sends a signal; after SIGKILL it resolves when the process is gone, after SIGSTOP when it stands still. */
  kill(signal: NodeJS.Signals): Promise<void>
}

/**
 * Starts a process, writes its pid file, and waits until it serves.
 *
 * @throws Error  it ended or did not serve in time (nothing of it is left then); the message holds the end of its log
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  options.signal?.throwIfAborted()
  mkdirSync(options.dir, { recursive: true })
  const logFile = join(options.dir, `${options.name}.log`)
  const pidFile = join(options.dir, `${options.name}.pid`)
  const log = openSync(logFile, options.appendLog === true ? 'a' : 'w')
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${options.name}: ${options.command} can't be run.`)
  const record: ProcessRecord = {
    name: options.name,
    pid,
    started: startTime(pid),
    ports: options.ports,
    ...(options.owner === undefined ? {} : { owner: options.owner }),
  }
  writeRecord(pidFile, record)
  child.unref()

  const stop = async (graceMs = options.graceMs) => {
    await endProcess(pidFile, graceMs)
  }
  try {
    await waitUntilReady(options, record, logFile)
  } catch (error) {
    await stop(0)
    throw error
  }
  return {
    name: options.name,
    pid,
    ports: options.ports,
    logFile,
    ended,
    isAlive: () => isAlive(record),
    stop,
    async kill(signal) {
      signalProcess(record, signal)
      if (signal === 'SIGKILL') await gone(record, 10_000)
      if (signal === 'SIGSTOP' && !(await frozen(pid, 10_000))) throw new Error(`${options.name} can't be frozen.`)
    },
  }
}

async function waitUntilReady(options: DaemonOptions, record: ProcessRecord, logFile: string): Promise<void> {
  const timeoutMs = options.readyTimeoutMs ?? 90_000
  const until = Date.now() + timeoutMs
  while (!(await asked(options.ready))) {
    options.signal?.throwIfAborted()
    const tail = () => lastLines(logFile, 15)
    if (!isAlive(record)) throw new Error(`${options.name} ended while starting. The end of its log:\n${tail()}`)
    if (Date.now() > until) {
      throw new Error(`${options.name} did not answer within ${timeoutMs / 1000} s. The end of its log:\n${tail()}`)
    }
    await delay(pollMs)
  }
}

async function asked(ready: DaemonOptions['ready']): Promise<boolean> {
  try {
    return await ready(AbortSignal.timeout(3_000))
  } catch {
    return false
  }
}

/** The end of a log. */
export function lastLines(file: string, count: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
}
