import { setTimeout as delay } from 'node:timers/promises'
import { prepareArchives } from '../archives.ts'
import { isAlive } from '../boot/identity.mjs'
import { locked } from '../boot/lock.mjs'
import { endProcess } from '../processes/end.ts'
import { portFrom } from '../processes/ports.ts'
import type { Progress } from '../processes/progress.ts'
import { type ProcessRecord, readRecord, writeRecord } from '../processes/record.ts'
import { together } from '../processes/together.ts'
import { lockFile } from './down.ts'
import { type Part, type PartName, parts, placeOf } from './parts.ts'
import { type PartStatus, partStatus } from './status.ts'
import { wantedPort } from './wanted-port.ts'

export interface UpOptions {
  progress: Progress
  /** Who is to end what is started; nothing when it is to stay up after this process. */
  owner?: ProcessRecord['owner']
  /** Where the ports are asked for. Default: this process's environment. */
  env?: NodeJS.ProcessEnv
}

const furnishMs = 10_000

/** The address of every part. */
export type Addresses = Record<PartName, string>

/**
 * Brings the stack in a folder up. A part that is up stays; one that died or hangs is cleaned up and started again, on the
 * data it has. When one can't be started, those that were started here are stopped again.
 */
export function stackUp(folder: string, options: UpOptions): Promise<Addresses> {
  const { say, signal } = options.progress
  const waiting = () => say('Another command is working on the stack: waiting for it …')
  return locked(lockFile(folder), () => up(folder, options), { waiting, signal })
}

async function up(folder: string, options: UpOptions): Promise<Addresses> {
  const before = await Promise.all(parts.map((part) => partStatus(folder, part)))
  if (before.some(({ state }) => state !== 'up')) await prepareArchives(options.progress)
  try {
    const tasks = parts.map((part, index) => async (progress: Progress) => {
      return [part.name, await bringUp(folder, part, before[index], { ...options, progress })] as const
    })
    return Object.fromEntries(await together(options.progress, tasks)) as Addresses
  } catch (error) {
    const started = parts.filter((_, index) => before[index]?.state !== 'up')
    await Promise.all(started.map((part) => endProcess(placeOf(folder, part).pidFile, 2_000)))
    throw error
  }
}

async function bringUp(
  folder: string,
  part: Part,
  status: PartStatus | undefined,
  { progress, owner, env }: UpOptions,
): Promise<string> {
  const { dir, pidFile } = placeOf(folder, part)
  const title = part.title.padEnd(8)
  if (status?.state === 'up' && status.port !== undefined && (await furnished(part, status.port, progress))) {
    const address = part.address(status.port)
    takeOver(pidFile, owner)
    progress.say(`${title} is up at ${address}`)
    return address
  }
  if (status !== undefined && status.state !== 'down')
    progress.say(`${title} does not answer (process ${status.pid}): starting it again`)
  await endProcess(pidFile, 0)

  const begun = Date.now()
  const wanted = wantedPort(part.port.variable, part.port.standard, env)
  const port = await portFrom(wanted)
  if (port !== wanted) {
    progress.say(`${title} port ${wanted} is taken: using ${port} (${part.port.variable} sets another)`)
  }
  await part.start(dir, port, owner, progress)
  if (!(await furnished(part, port, progress))) throw new Error(`${part.title} does not answer; its log is in ${dir}.`)
  progress.say(`${title} is up at ${part.address(port)} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
  return part.address(port)
}

/** Whether it has what the proxy needs; no when it leaves the question unanswered. */
async function furnished(part: Part, port: number, { signal }: Progress): Promise<boolean> {
  if (part.furnish === undefined) return true
  const late = delay(furnishMs, false, { signal, ref: false })
  return Promise.race([part.furnish(port).then(() => true), late])
}

// Whoever asks for the stack without owning it wants it to stay; an owner gets what a dead one left behind, and nothing
// that somebody else may still count on.
function takeOver(pidFile: string, owner: ProcessRecord['owner']): void {
  const record = readRecord(pidFile)
  if (record?.owner === undefined || (owner !== undefined && isAlive(record.owner))) return
  const { owner: _, ...rest } = record
  writeRecord(pidFile, owner === undefined ? rest : { ...rest, owner })
}
