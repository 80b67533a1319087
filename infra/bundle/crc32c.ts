import { crc32c as compiled } from '@platformatic/wasm-utils'

/** Up to this size a table is faster than getting the WebAssembly ready, which takes longer than all else at a cold start. */
const MOST_BY_TABLE = 16_384

/** Castagnoli's polynomial, its bits reversed (RFC 3720, appendix B.4). */
const POLYNOMIAL = 0x82f63b78

let table: Uint32Array | undefined

/** In bundles instead of the Kafka client's own checksum of record batches (see lighter-kafka-client.ts). */
export function crc32c(bytes: Uint8Array): number {
  if (bytes.length > MOST_BY_TABLE) return compiled(bytes)
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => afterEight(byte))
  let crc = 0xffffffff
  for (let at = 0; at < bytes.length; at++) {
    crc = (table[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  }
  return (crc ^ 0xffffffff) >>> 0
}

function afterEight(byte: number): number {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1
  return rest
}
