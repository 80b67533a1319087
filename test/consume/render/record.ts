import type { RecordView } from '../../../shared/kafka/fetch/record-batches.ts'

/** A record as a reader of batches shows it: key and value lie somewhere in a larger buffer. */
export function recordOf(offset: bigint, key: Uint8Array | null, value: Uint8Array | null, timestamp = 0): RecordView {
  const margin = Buffer.from([0xff, 0x22])
  // No headers, behind the value.
  const bytes = Buffer.concat([margin, key ?? Buffer.alloc(0), value ?? Buffer.alloc(0), Buffer.from([0]), margin])
  const keyStart = margin.length
  const valueStart = keyStart + (key?.length ?? 0)
  return {
    bytes,
    firstOffset: offset,
    offsetDelta: 0,
    timestamp,
    keyStart,
    keyEnd: key === null ? keyStart - 1 : valueStart,
    valueStart,
    valueEnd: value === null ? valueStart - 1 : valueStart + value.length,
    headersStart: valueStart + (value?.length ?? 0),
  }
}
