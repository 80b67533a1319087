import { isAlive } from '../boot/identity.mjs'
import { readRecord } from '../processes/record.ts'
import { type Part, type PartName, parts, placeOf } from './parts.ts'

export interface PartStatus {
  name: PartName
  /** `hung`: the process is there and does not answer. */
  state: 'up' | 'hung' | 'down'
  /** Of a part that is not down. */
  pid?: number
  port?: number
  address?: string
}

const answerMs = 5_000

/** The state of every part of the stack in a folder. */
export function stackStatus(folder: string): Promise<PartStatus[]> {
  return Promise.all(parts.map((part) => partStatus(folder, part)))
}

/** The state of one part. */
export async function partStatus(folder: string, part: Part): Promise<PartStatus> {
  const record = readRecord(placeOf(folder, part).pidFile)
  const port = record?.ports[part.name]
  if (record === undefined || port === undefined || !isAlive(record)) return { name: part.name, state: 'down' }
  const answers = await part.answers(port, AbortSignal.timeout(answerMs)).catch(() => false)
  return { name: part.name, state: answers ? 'up' : 'hung', pid: record.pid, port, address: part.address(port) }
}
