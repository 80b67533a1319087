import { readFileSync, rmSync } from 'node:fs'
import { isAlive, type ProcessIdentity } from '../boot/identity.mjs'
import { writeWhole } from '../write-whole.ts'

/** A pid file: enough to find a process again after whoever started it is gone, and never to mistake another for it. */
export interface ProcessRecord extends ProcessIdentity {
  name: string
  /** The ports it listens on, by what they are for. */
  ports: Record<string, number>
  /** The pid leads a process group that ends with it. */
  group?: boolean
  /** Who stops it; nothing when it is to stay up until someone asks. */
  owner?: ProcessIdentity
}

/** Writes a pid file as a whole: a reader sees the old one or the new one. */
export function writeRecord(file: string, record: ProcessRecord): void {
  writeWhole(file, `${JSON.stringify(record)}\n`)
}

/** Reads a pid file; nothing when there is none or it is unreadable. */
export function readRecord(file: string): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord
  } catch {
    return undefined
  }
}

/** The process of a pid file if it still runs; a pid file that outlived its process is removed. */
export function liveRecord(file: string): ProcessRecord | undefined {
  const record = readRecord(file)
  if (record !== undefined && isAlive(record)) return record
  rmSync(file, { force: true })
  return undefined
}
