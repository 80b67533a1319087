import { compressionsAlgorithmsByBitmask } from '@platformatic/kafka'

/**
 * A record as it lies in a batch, seen through the reader that stands on it.
 *
 * Key and value are given as places in `bytes` rather than buffers of their own: whoever renders them copies them once,
 * from where they are to where they go. `keyEnd`/`valueEnd` < start stand for null.
 */
export interface RecordView {
  bytes: Buffer
  /** Of the batch it is in. A sum of both for each record would be two numbers made for the collector: {@link offsetOf}. */
  firstOffset: bigint
  /** How far behind that it is. */
  offsetDelta: number
  /** Epoch milliseconds. */
  timestamp: number
  keyStart: number
  keyEnd: number
  valueStart: number
  valueEnd: number
  /** Where the headers stand, for {@link readHeaders}. */
  headersStart: number
}

/** Records of a batch that have not been visited, for whoever takes many at a time. */
export interface RecordRun {
  readonly bytes: Buffer
  /** Where the next one begins; to be moved behind those that are taken. */
  at: number
  /** Where the last one ends. */
  readonly end: number
  /** How many they are; to be lowered by those that are taken. */
  left: number
  readonly firstOffset: bigint
  /** Records less far behind `firstOffset` are passed over. */
  readonly firstWanted: number
}

export function offsetOf({ firstOffset, offsetDelta }: RecordView): bigint {
  return firstOffset + BigInt(offsetDelta)
}

/** Bytes of a batch up to its records (Kafka documentation, "Record Batch"). */
const HEADER = 61
const COMPRESSION = 0b111
const LOG_APPEND_TIME = 1 << 3
const TRANSACTIONAL = 1 << 4
const CONTROL = 1 << 5
/** Records that are visited one by one at most until taking many is tried again. */
const MOST_ALONE = 64

/**
 * Visits the records of a Fetch answer in order, from `from` on.
 *
 * Passes over what the broker sends beside what was asked for: records before `from` in the first batch, control records,
 * a batch that is cut off at the end, and, with `aborted` given, records of transactions that were given up.
 *
 * @param visit  called with the same view each time; returns false to stop before this record
 * @param take   may take records before they are visited
 * @param pause  told how many bytes are behind, before each batch from which records are wanted; returns true to stop there
 * @returns the offset to go on at: behind the last batch or record passed, or the record that stopped the visit
 */
export function visitRecords(
  records: Buffer,
  from: bigint,
  aborted: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[],
  visit: (record: RecordView) => boolean,
  take?: (run: RecordRun) => void,
  pause?: (at: number) => boolean,
): bigint {
  const view: RecordView = {
    bytes: records,
    firstOffset: 0n,
    offsetDelta: 0,
    timestamp: 0,
    keyStart: 0,
    keyEnd: -1,
    valueStart: 0,
    valueEnd: -1,
    headersStart: 0,
  }
  const givenUp = abortedProducers(aborted)
  let next = from
  for (let at = 0; at + HEADER <= records.length; ) {
    const end = at + 12 + records.readInt32BE(at + 8)
    if (end > records.length) break
    const firstOffset = records.readBigInt64BE(at)
    const attributes = records.readInt16BE(at + 21)
    const lastOffset = firstOffset + BigInt(records.readInt32BE(at + 23))
    const skip = givenUp(records.readBigInt64BE(at + 43), attributes, firstOffset)
    if (!skip && lastOffset >= from) {
      if (pause?.(at)) return next
      const stopped = visitBatch(records, at, end, attributes, firstOffset, from, view, visit, take)
      if (stopped !== undefined) return stopped
    }
    if (lastOffset + 1n > next) next = lastOffset + 1n
    at = end
  }
  return next
}

/** The offset behind the last whole batch; `otherwise` when there is none. */
export function nextOffset(records: Buffer, otherwise: bigint): bigint {
  let next = otherwise
  for (let at = 0; at + HEADER <= records.length; ) {
    const end = at + 12 + records.readInt32BE(at + 8)
    if (end > records.length) break
    next = records.readBigInt64BE(at) + BigInt(records.readInt32BE(at + 23)) + 1n
    at = end
  }
  return next
}

function visitBatch(
  log: Buffer,
  start: number,
  end: number,
  attributes: number,
  firstOffset: bigint,
  from: bigint,
  view: RecordView,
  visit: (record: RecordView) => boolean,
  take: ((run: RecordRun) => void) | undefined,
): bigint | undefined {
  const compression = attributes & COMPRESSION
  let bytes = log
  let at = start + HEADER
  if (compression !== 0) {
    const algorithm = compressionsAlgorithmsByBitmask[compression]
    if (!algorithm)
      throw new Error(`A record batch is compressed in a way (${compression}) that this proxy does not know.`)
    bytes = algorithm.decompressSync(log.subarray(at, end))
    at = 0
    end = bytes.length
  }
  view.bytes = bytes
  view.firstOffset = firstOffset
  const baseTimestamp = Number(log.readBigInt64BE(start + 27))
  const appendTime = attributes & LOG_APPEND_TIME ? Number(log.readBigInt64BE(start + 35)) : undefined
  // Offsets within a batch differ by less than 2^31: the sum is only made for records that are wanted.
  const firstWanted = from > firstOffset ? Number(from - firstOffset) : 0
  const run: RecordRun = { bytes, at, end, left: log.readInt32BE(start + 57), firstOffset, firstWanted }
  /** Records to visit before it is worth asking again whether some are taken. */
  let alone = 0
  for (let refused = 1; run.left > 0; run.left--) {
    if (take && alone-- === 0) {
      const { left } = run
      take(run)
      if (run.left === 0) break
      refused = run.left < left ? 1 : Math.min(refused * 2, MOST_ALONE)
      alone = refused - 1
    }
    position = run.at
    const length = readVarint(bytes)
    const recordEnd = position + length
    position++
    const timestampDelta = readVarlong(bytes)
    const offsetDelta = readVarint(bytes)
    if (offsetDelta >= firstWanted) {
      const keyLength = readVarint(bytes)
      view.keyStart = position
      view.keyEnd = position + keyLength
      if (keyLength > 0) position += keyLength
      const valueLength = readVarint(bytes)
      view.valueStart = position
      view.valueEnd = position + valueLength
      if (valueLength > 0) position += valueLength
      view.headersStart = position
      view.offsetDelta = offsetDelta
      view.timestamp = appendTime ?? baseTimestamp + timestampDelta
      if (!visit(view)) return offsetOf(view)
    }
    run.at = recordEnd
  }
  return undefined
}

/** Where the reading functions stand. One for all: reading is synchronous, and results in pairs would cost an object each. */
let position = 0

function readVarint(bytes: Buffer): number {
  let byte = bytes[position++] as number
  if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
  let value = byte & 0x7f
  let shift = 7
  do {
    byte = bytes[position++] as number
    value |= (byte & 0x7f) << shift
    shift += 7
  } while (byte >= 0x80)
  return (value >>> 1) ^ -(value & 1)
}

function readVarlong(bytes: Buffer): number {
  let value = 0
  let factor = 1
  let byte: number
  do {
    byte = bytes[position++] as number
    value += (byte & 0x7f) * factor
    factor *= 0x80
  } while (byte >= 0x80)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

/** A record's headers, in order. */
export function readHeaders({ bytes, headersStart }: RecordView): [name: string, value: Buffer | null][] {
  position = headersStart
  const headers: [string, Buffer | null][] = []
  for (let count = readVarint(bytes); count > 0; count--) {
    const nameLength = readVarint(bytes)
    const name = bytes.toString('utf8', position, position + nameLength)
    position += nameLength
    const valueLength = readVarint(bytes)
    headers.push([name, valueLength < 0 ? null : bytes.subarray(position, position + valueLength)])
    if (valueLength > 0) position += valueLength
  }
  return headers
}

/**
 * Tells, batch by batch in order, whether to pass over it: control batches always; a transaction's batches from the
 * offset on at which the broker says it was given up, until the marker that ends it (KIP-98, "READ_COMMITTED").
 */
function abortedProducers(
  aborted: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[],
): (producerId: bigint, attributes: number, firstOffset: bigint) => boolean {
  const waiting = aborted.toSorted((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1))
  const active = new Set<bigint>()
  return (producerId, attributes, firstOffset) => {
    while (waiting[0] && waiting[0].firstOffset <= firstOffset) {
      active.add((waiting.shift() as (typeof waiting)[number]).producerId)
    }
    if (attributes & CONTROL) {
      active.delete(producerId)
      return true
    }
    return (attributes & TRANSACTIONAL) !== 0 && active.has(producerId)
  }
}
