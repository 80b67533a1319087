/** Memory for large answers, Kafka's and ours, used again and again. */
export interface BufferPool {
  /** At least `capacity` bytes, with whatever is in them. */
  take(capacity: number): Buffer
  /** Gives back what was taken, when nobody reads it any more. */
  give(buffer: Buffer): void
}

/** No pool: what is taken is made anew. */
export const unpooled: BufferPool = {
  take: (capacity) => Buffer.allocUnsafe(capacity),
  give: () => {},
}

/** Smaller ones are cheap to make. */
const MIN_BYTES = 128 * 1024
/** Sizes are rounded up, so that one answer's memory does for the next, which is a little longer. */
const STEP_BYTES = 256 * 1024

/**
 * Each large buffer that is made anew counts towards the next full garbage collection, which costs more than filling it:
 * at a megabyte an answer there would be one for every few answers.
 *
 * @param maxBytes  of all that is kept for later
 */
export function createBufferPool(maxBytes: number): BufferPool {
  /** The smallest first. */
  let free: Buffer[] = []
  let bytes = 0
  return {
    take(capacity) {
      if (capacity < MIN_BYTES) return Buffer.allocUnsafe(capacity)
      const found = free.find((buffer) => buffer.length >= capacity)
      if (!found) return Buffer.allocUnsafeSlow(Math.ceil(capacity / STEP_BYTES) * STEP_BYTES)
      free = free.filter((buffer) => buffer !== found)
      bytes -= found.length
      return found
    },
    give(buffer) {
      if (buffer.length < MIN_BYTES || bytes + buffer.length > maxBytes) return
      bytes += buffer.length
      free = [...free, buffer].sort((a, b) => a.length - b.length)
    },
  }
}
