import { isFailure, type RecordResult } from '../../shared/produce/producer.ts'
import type { StoredRecord } from './kafka.ts'

/** A record that a caller sent, and what it was told. */
export interface SentRecord {
  readonly caller: string
  /** Its place among all that this caller sent. */
  readonly number: number
  readonly result: RecordResult
}

/** How often what was told, and what happened, do not agree. */
export interface Fates {
  /** Acknowledged, and not stored at the acknowledged partition and offset. */
  readonly lost: number
  /** Stored more than once. */
  readonly doubled: number
  /** Stored, though the caller was told that it was not. */
  readonly denied: number
  /** Stored behind a later record of the same caller, in one partition. */
  readonly reordered: number
  /** Stored, and sent by nobody. */
  readonly strange: number
}

export const AS_TOLD: Fates = { lost: 0, doubled: 0, denied: 0, reordered: 0, strange: 0 }

/** The value under which a record is found again. */
export function valueFor(caller: string, number: number): Buffer {
  return Buffer.from(`${caller}/${number}`)
}

/** Tells every record's fate; `unsure` records may be stored once or not at all. */
export function fates(sent: readonly SentRecord[], stored: readonly StoredRecord[]): Fates {
  const places = Map.groupBy(stored, ({ value }) => String(value))
  let lost = 0
  let doubled = 0
  let denied = 0
  for (const { caller, number, result } of sent) {
    const value = `${caller}/${number}`
    const found = places.get(value) ?? []
    places.delete(value)
    if (found.length > 1) doubled++
    if (!isFailure(result)) {
      const isThere = found.some(({ partition, offset }) => partition === result.partition && offset === result.offset)
      if (!isThere) lost++
    } else if (result.failure !== 'unsure' && found.length > 0) denied++
  }
  return { lost, doubled, denied, reordered: countReordered(stored), strange: places.size }
}

/** @param stored  by partition and offset */
function countReordered(stored: readonly StoredRecord[]): number {
  const last = new Map<string, number>()
  let reordered = 0
  for (const { partition, value } of stored) {
    const [caller = '', number] = String(value).split('/')
    const key = `${partition} ${caller}`
    if (Number(number) < (last.get(key) ?? -1)) reordered++
    last.set(key, Number(number))
  }
  return reordered
}
