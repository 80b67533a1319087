import { globSync } from 'node:fs'
import { join } from 'node:path'
import { endProcess } from './end.ts'

/**
 * Ends every process that has a pid file somewhere under a folder.
 *
 * @returns how many were running
 */
export async function sweep(folder: string, graceMs: number): Promise<number> {
  const pidFiles = globSync('**/*.pid', { cwd: folder })
  const ended = await Promise.all(pidFiles.map((file) => endProcess(join(folder, file), graceMs)))
  return ended.filter(Boolean).length
}
