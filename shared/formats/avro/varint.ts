import { reserve, type Sink } from '../sink.ts'

/** Writes a count, index, int or long in Avro's variable-length zig-zag coding. `value` is an integer of at most 2^53 - 1. */
export function writeVarint(sink: Sink, value: number): void {
  if (value === (value | 0)) {
    reserve(sink, 5)
    const { bytes } = sink
    let at = sink.at
    let rest = ((value << 1) ^ (value >> 31)) >>> 0
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[at++] = rest
    sink.at = at
  } else {
    const magnitude = value < 0 ? -value - 1 : value
    const low = magnitude >>> 0
    writeHalves(sink, value < 0, low, (magnitude - low) / 0x1_0000_0000)
  }
}

/** The same for 64 bits. */
export function writeVarint64(sink: Sink, value: bigint): void {
  const magnitude = value < 0n ? -value - 1n : value
  writeHalves(sink, value < 0n, Number(magnitude & 0xffff_ffffn), Number(magnitude >> 32n))
}

/** The zig-zag form is the magnitude, shifted to the left by one, and the sign: too wide for a number, so it goes in two parts. */
function writeHalves(sink: Sink, negative: boolean, low: number, high: number): void {
  reserve(sink, 10)
  const { bytes } = sink
  let at = sink.at
  let rest = ((low << 1) | (negative ? 1 : 0)) >>> 0
  let above = ((high << 1) | (low >>> 31)) >>> 0
  while (above !== 0 || rest > 127) {
    bytes[at++] = (rest & 127) | 128
    rest = ((rest >>> 7) | (above << 25)) >>> 0
    above >>>= 7
  }
  bytes[at++] = rest
  sink.at = at
}
