import { isFailure, type OutgoingRecord, type RecordResult } from '../../../shared/produce/producer.ts'

/** Each result as `partition:offset` or the kind of its failure. */
export function told(results: readonly RecordResult[]): string[] {
  return results.map((result) => (isFailure(result) ? result.failure : `${result.partition}:${result.offset}`))
}

export function message(result: RecordResult | undefined): string {
  return result && isFailure(result) ? result.message : ''
}

/** A record without a key. */
export function unkeyed(value: string): OutgoingRecord {
  return { key: null, value: Buffer.from(value) }
}

export function keyed(key: string, value = key): OutgoingRecord {
  return { key: Buffer.from(key), value: Buffer.from(value) }
}

/** Epoch milliseconds. */
export function soon(ms = 10_000): number {
  return Date.now() + ms
}
