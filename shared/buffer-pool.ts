/** Memory for large answers, Kafka's and ours, used again and again. */
export interface BufferPool {
  /** At least `capacity` bytes, with whatever is in them. */
  take(capacity: number): Buffer
  /** Gives back what was taken, or a view of it, when nobody reads any of it any more. */
  give(buffer: Buffer): void
}

/** No pool: what is taken is made anew. */
export const unpooled: BufferPool = {
  take: (capacity) => Buffer.allocUnsafe(capacity),
  give: () => {},
}

/** What is kept for later. */
export interface BufferPoolOptions {
  /** Of all together, at most. */
  readonly maxBytes: number
  /** Sizes are rounded up to a multiple, so that one answer's memory does for the next, which is a little longer. */
  readonly stepBytes?: number
  /** Smaller ones are cheap to make. */
  readonly minBytes?: number
}

/**
 * Each large buffer that is made anew counts towards the next full garbage collection, which costs more than filling it:
 * at a megabyte an answer there would be one for every few answers.
 */
export function createBufferPool({
  maxBytes,
  stepBytes = 256 * 1024,
  minBytes = 128 * 1024,
}: BufferPoolOptions): BufferPool {
  /** By size. */
  const free = new Map<number, Buffer[]>()
  /** All that was made here: what is given back may be a view, and of memory that is not ours to use. */
  const made = new WeakMap<ArrayBufferLike, Buffer>()
  let bytes = 0

  function make(size: number): Buffer {
    const buffer = Buffer.allocUnsafeSlow(size)
    made.set(buffer.buffer, buffer)
    return buffer
  }

  return {
    take(capacity) {
      if (capacity < minBytes) return Buffer.allocUnsafe(capacity)
      let best = Math.ceil(capacity / stepBytes) * stepBytes
      if (!free.has(best)) {
        let next = Number.POSITIVE_INFINITY
        for (const size of free.keys()) if (size > best && size < next) next = size
        if (next === Number.POSITIVE_INFINITY) return make(best)
        best = next
      }
      const buffers = free.get(best) as Buffer[]
      const buffer = buffers.pop() as Buffer
      if (buffers.length === 0) free.delete(best)
      bytes -= best
      return buffer
    },
    give({ buffer }) {
      const whole = made.get(buffer)
      if (!whole || bytes + whole.length > maxBytes) return
      bytes += whole.length
      const same = free.get(whole.length)
      if (same) same.push(whole)
      else free.set(whole.length, [whole])
    },
  }
}
