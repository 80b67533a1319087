import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../boot/identity.mjs'
import { readRecord } from '../processes/record.ts'
import { sweep } from '../processes/sweep.ts'

/** Pid file of the test run a folder belongs to. */
export const runFileName = 'run.owner'

/**
 * Removes what test runs left behind whose process is gone, processes first.
 *
 * @returns how many processes were ended
 */
export async function sweepEarlier(stateFolder: string): Promise<number> {
  let ended = 0
  for (const name of globSync('test-*', { cwd: stateFolder })) {
    const folder = join(stateFolder, name)
    const owner = readRecord(join(folder, runFileName))
    if (owner !== undefined && isAlive(owner)) continue
    ended += await sweep(folder, 0)
    rmSync(folder, { recursive: true, force: true })
  }
  return ended
}
