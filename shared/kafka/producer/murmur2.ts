/** Java's `Utils.murmur2`, which every Kafka producer's default partitioner uses: 32-bit, seed 0x9747b28c. */
export function murmur2(bytes: Buffer): number {
  const length = bytes.length
  let h = 0x9747b28c ^ length
  let i = 0
  for (; i + 4 <= length; i += 4) {
    let k = bytes.readInt32LE(i)
    k = Math.imul(k, M)
    k ^= k >>> 24
    h = Math.imul(h, M) ^ Math.imul(k, M)
  }
  const rest = length - i
  if (rest > 2) h ^= (bytes[i + 2] as number) << 16
  if (rest > 1) h ^= (bytes[i + 1] as number) << 8
  if (rest > 0) h = Math.imul(h ^ (bytes[i] as number), M)
  h ^= h >>> 13
  h = Math.imul(h, M)
  return h ^ (h >>> 15)
}

const M = 0x5bd1e995
