const slabBytes = 65_536

/**
 * Where encoded data go: a slab of memory that is cut into records, one after another, and replaced when it is used up.
 * A buffer of its own for every small record would cost more than the encoding.
 */
export interface Sink {
  bytes: Buffer
  /** The same memory, for floats. */
  view: DataView
  /** Where the next byte goes. */
  at: number
  /** Where the record begins that is being written. */
  start: number
  /** Whether the data come from a parser that keeps integers beyond 2^53 as bigint. */
  exact: boolean
  /** Set when a long was met that the parser has rounded: the record has to be parsed exactly and written again. */
  rounded: boolean
}

export function createSink(): Sink {
  const bytes = Buffer.allocUnsafeSlow(slabBytes)
  return { bytes, view: viewOf(bytes), at: 0, start: 0, exact: false, rounded: false }
}

/** Makes sure that `size` more bytes fit; what is written of the current record moves along to the new slab. */
export function reserve(sink: Sink, size: number): void {
  if (sink.bytes.length - sink.at < size) grow(sink, size)
}

/** The record that was written since `sink.start`. The bytes are the caller's: the sink does not touch them again. */
export function take(sink: Sink): Buffer {
  const record = sink.bytes.subarray(sink.start, sink.at)
  sink.start = sink.at
  return record
}

/** Forgets what was written since `sink.start`. */
export function discard(sink: Sink): void {
  sink.at = sink.start
}

function grow(sink: Sink, size: number): void {
  const written = sink.at - sink.start
  const bytes = Buffer.allocUnsafeSlow(Math.max(slabBytes, 2 * (written + size)))
  sink.bytes.copy(bytes, 0, sink.start, sink.at)
  sink.bytes = bytes
  sink.view = viewOf(bytes)
  sink.start = 0
  sink.at = written
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
