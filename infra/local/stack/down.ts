import { join } from 'node:path'
import type { ProcessIdentity } from '../boot/identity.mjs'
import { locked } from '../boot/lock.mjs'
import { endProcess } from '../processes/end.ts'
import { readRecord } from '../processes/record.ts'
import { type PartName, parts, placeOf } from './parts.ts'

/** Held while the stack in a folder is being changed. */
export function lockFile(folder: string): string {
  return join(folder, 'stack.lock')
}

/**
 * Stops the stack in a folder; data stays.
 *
 * @param owner  stops only what this process owns. Default: everything
 * @returns the parts that were running
 */
export function stackDown(folder: string, owner?: ProcessIdentity): Promise<PartName[]> {
  return locked(lockFile(folder), async () => {
    const stopped = await Promise.all(
      parts.map(async (part) => {
        const { pidFile } = placeOf(folder, part)
        if (owner !== undefined && !same(readRecord(pidFile)?.owner, owner)) return []
        return (await endProcess(pidFile, part.graceMs)) ? [part.name] : []
      }),
    )
    return stopped.flat()
  })
}

function same(one: ProcessIdentity | undefined, other: ProcessIdentity): boolean {
  return one?.pid === other.pid && one.started === other.started
}
