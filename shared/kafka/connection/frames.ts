import type { BufferPool } from '../../buffer-pool.ts'

/** Hears what a socket brings: so many bytes of a buffer that is used again afterwards. */
export type OnRead = (length: number, bytes: Uint8Array) => boolean

/** Bytes before a frame that say how long it is (Kafka protocol guide, "Protocol Primitive Types"). */
const LENGTH_BYTES = 4
/** What a TLS alert begins with: somebody was spoken to in plain who expects TLS (RFC 8446, 5.1). */
const TLS_ALERT = 0x15
const TLS_MAJOR = 3
/** No broker sends more at once: its own limits are in 31 bits, and Node's for a buffer are beyond that. */
const MAX_FRAME_BYTES = 2 ** 31 - 1

/** What came cannot be an answer of a broker. */
export class NotKafka extends Error {
  /** Whether it looks like TLS. */
  readonly isTls: boolean

  constructor(isTls: boolean) {
    super(isTls ? 'The broker requires TLS.' : 'What answers is no broker.')
    this.name = 'NotKafka'
    this.isTls = isTls
  }
}

/**
 * Puts together the frames of a connection: each is given on whole, without its length, in memory of its own.
 *
 * The socket reads into one buffer again and again, where a stream would make one for every read: of megabytes a second
 * that is what the collector is kept busy with.
 *
 * @param memory   where frames are put; who reads one may give its memory back
 * @param onFrame  must not throw
 * @param onError  hears at most once, and of nothing thereafter
 */
export function frameReader(
  memory: BufferPool,
  onFrame: (frame: Buffer) => void,
  onError: (error: NotKafka) => void,
): OnRead {
  const head = Buffer.alloc(LENGTH_BYTES)
  let headLength = 0
  let frame: Buffer | undefined
  let length = 0
  let broken = false

  return (available, bytes) => {
    let at = 0
    while (at < available && !broken) {
      if (!frame) {
        while (headLength < LENGTH_BYTES && at < available) head[headLength++] = bytes[at++] as number
        if (headLength < LENGTH_BYTES) break
        const size = head.readUInt32BE(0)
        const isTls = head[0] === TLS_ALERT && head[1] === TLS_MAJOR
        if (isTls || size > MAX_FRAME_BYTES) {
          broken = true
          onError(new NotKafka(isTls))
          break
        }
        headLength = 0
        length = 0
        frame = memory.take(size).subarray(0, size)
      }
      const part = Math.min(frame.length - length, available - at)
      frame.set(bytes.subarray(at, at + part), length)
      length += part
      at += part
      if (length < frame.length) break
      const whole = frame
      frame = undefined
      onFrame(whole)
    }
    return !broken
  }
}
