/** Follows a stream of Kafka requests: int32 length, int16 API key, and so on. */
export interface Frames {
  push(chunk: Buffer): void
}

/** @param onRequest  hears of every request when its API key is there */
export function createFrames(onRequest: (apiKey: number) => void): Frames {
  let head = Buffer.alloc(0)
  let bodyLeft = 0
  return {
    push(chunk) {
      let rest = chunk
      while (rest.length > 0) {
        if (bodyLeft > 0) {
          const skipped = Math.min(bodyLeft, rest.length)
          bodyLeft -= skipped
          rest = rest.subarray(skipped)
          continue
        }
        const missing = 6 - head.length
        head = Buffer.concat([head, rest.subarray(0, missing)])
        rest = rest.subarray(missing)
        if (head.length < 6) return
        bodyLeft = head.readInt32BE(0) - 2
        onRequest(head.readInt16BE(4))
        head = Buffer.alloc(0)
      }
    },
  }
}
