import { Reader, readRecordsBatch } from '@platformatic/kafka'

const INVALID_PRODUCER_EPOCH = 47
const OUT_OF_ORDER_SEQUENCE_NUMBER = 45
const CACHED_BATCHES = 5
const MESSAGE_TOO_LARGE = 10
const INVALID_RECORD = 87
/** More records make a batch too large. */
const MAX_RECORDS = 3

/** Values that begin so are refused. */
export const BAD = 'bad'

interface ProducerState {
  epoch: number
  next: number
  batches: { first: number; count: number; baseOffset: bigint }[]
}

interface Appended {
  readonly errorCode: number
  readonly baseOffset: bigint
  readonly recordErrors: readonly { readonly index: number; readonly message: null }[]
}

/**
 * A partition's log as a leader keeps it for idempotent producers (KIP-98, KIP-360), for orders of events that a real
 * broker cannot be brought to. It takes three records at a time, and none that is bad.
 */
export interface IdempotentLog {
  /** The values, by offset. */
  readonly values: readonly string[]
  append(bytes: Buffer): Appended
}

export function createIdempotentLog(): IdempotentLog {
  const values: string[] = []
  const producers = new Map<bigint, ProducerState>()

  return {
    values,
    append(bytes) {
      const { producerId, producerEpoch: epoch, firstSequence: first, records } = readRecordsBatch(Reader.from(bytes))
      const batch = records.map(({ value }) => String(value))
      const bad = batch.flatMap((value, index) => (value.startsWith(BAD) ? [{ index, message: null }] : []))
      if (bad.length > 0) return { errorCode: INVALID_RECORD, baseOffset: -1n, recordErrors: bad }
      if (batch.length > MAX_RECORDS) return refused(MESSAGE_TOO_LARGE)

      const state = producers.get(producerId)
      if (state && epoch < state.epoch) return refused(INVALID_PRODUCER_EPOCH)
      if (state?.epoch === epoch) {
        const repeat = state.batches.find((earlier) => earlier.first === first && earlier.count === batch.length)
        if (repeat) return appended(repeat.baseOffset)
        if (first !== state.next) return refused(OUT_OF_ORDER_SEQUENCE_NUMBER)
      } else if (state && first !== 0) return refused(OUT_OF_ORDER_SEQUENCE_NUMBER)

      const baseOffset = BigInt(values.length)
      values.push(...batch)
      const earlier = state?.epoch === epoch ? state.batches : []
      const batches = [...earlier, { first, count: batch.length, baseOffset }].slice(-CACHED_BATCHES)
      producers.set(producerId, { epoch, next: first + batch.length, batches })
      return appended(baseOffset)
    },
  }
}

const appended = (baseOffset: bigint): Appended => ({ errorCode: 0, baseOffset, recordErrors: [] })
const refused = (errorCode: number): Appended => ({ errorCode, baseOffset: -1n, recordErrors: [] })
