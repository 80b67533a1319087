import { RecordTooLong, UndecodableRecord } from '../../http/errors/consumer.ts'
import type { FetchedPartition } from '../../kafka/fetch/fetch-api.ts'
import { type RecordRun, type RecordView, visitRecords } from '../../kafka/fetch/record-batches.ts'
import { partitionKey } from '../instance.ts'
import type { SchemaNeeded } from './part-writer.ts'
import type { RecordsWriter } from './records-writer.ts'

/** How much, and how long to wait for it. */
export interface AnswerLimits {
  readonly waitUntil: number
  readonly maxBytes: number
  readonly maxRecords?: number
}

/**
 * Renders what was fetched, as far as it fits.
 *
 * @param next  `topic:partition` → offset of the next record; moved past what is rendered
 * @returns what did not fit any more, from the record on that did not
 * @throws UndecodableRecord, RecordTooLong  the first record cannot be shown
 */
export async function renderFetched(
  fetched: readonly FetchedPartition[],
  next: Map<string, bigint>,
  writer: RecordsWriter,
  { waitUntil, maxBytes, maxRecords = Number.POSITIVE_INFINITY }: AnswerLimits,
  maxAnswerBytes: number,
): Promise<readonly FetchedPartition[]> {
  for (const [index, partition] of fetched.entries()) {
    const key = partitionKey(partition)
    if (!next.has(key)) continue
    writer.begin(partition.topic, partition.partition)
    const beside = partition.topic.length + BESIDE
    let rested = 0
    for (;;) {
      let needed: SchemaNeeded | undefined
      let full = false
      let bad: unknown
      let resting = false
      const from = next.get(key) as bigint
      const visit = (record: RecordView) => {
        const size = Math.max(0, record.keyEnd - record.keyStart) + Math.max(0, record.valueEnd - record.valueStart)
        full =
          writer.count >= maxRecords ||
          (writer.count > 0 &&
            (writer.payloadBytes + size > maxBytes || writer.answerBytes + size * BASE64 + beside > maxAnswerBytes))
        if (full) return false
        try {
          needed = writer.add(record)
        } catch (error) {
          bad = error
        }
        return needed === undefined && bad === undefined
      }
      const take = (run: RecordRun) =>
        writer.addRun?.(run, {
          records: maxRecords - writer.count,
          payloadBytes: maxBytes - writer.payloadBytes,
          answerBytes: maxAnswerBytes - writer.answerBytes,
          besideBytes: beside,
        })
      const rest = (at: number) => {
        resting = at - rested >= REST_BYTES
        if (resting) rested = at
        return resting
      }
      const stopped = visitRecords(partition.records, from, partition.aborted, visit, writer.addRun && take, rest)
      next.set(key, stopped)
      if (bad !== undefined) {
        // What is before it is answered now; the next read, which begins with it, says what is wrong.
        const itsOwn = bad instanceof UndecodableRecord || bad instanceof RecordTooLong
        if (!itsOwn || writer.count === 0) throw bad
        return fetched.slice(index)
      }
      if (full) return fetched.slice(index)
      if (resting) await new Promise(setImmediate)
      else if (!needed) break
      await needed?.load(Math.max(waitUntil, Date.now() + SCHEMA_MS))
    }
  }
  return []
}

/** After so many bytes everybody else has their turn: answers go on being sent, and what comes in is taken in. */
const REST_BYTES = 1 << 20
/** How much longer keys and values get. */
const BASE64 = 4 / 3
/** Bytes of a record's answer besides key, value and topic, about. */
const BESIDE = 100
/** Time to load what rendering needs, beyond a read's own wait. */
const SCHEMA_MS = 3000
