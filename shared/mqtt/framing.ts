import { MqttFault, malformed } from './packets/fault.ts'
import { REASON } from './packets/reason.ts'

/** Types of packets (MQTT 5, 2.1.2). */
export const PACKET = {
  connect: 1,
  publish: 3,
  pubrel: 6,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const

const EMPTY = Buffer.alloc(0)
/** The flags that packets other than PUBLISH must have (MQTT 5, 2.1.3). */
const FLAGS = [0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0] as const

/**
 * From a connection's bytes to its packets.
 *
 * What a packet is and how long is looked at as soon as its first bytes are there: nothing of one that is not wanted is
 * gathered. Bytes are copied only where a packet comes in several pieces, and each of them at most a few times however small
 * these are; what was given out is never written over.
 */
export class Framing {
  /** Of the packet that {@link next} has found: type and flags, and where its body stands in {@link bytes}. */
  header = 0
  bodyStart = 0
  bodyEnd = 0
  bytes: Buffer = EMPTY
  #start = 0
  #end = 0
  /** Whether there is room for more behind {@link #end}, as nobody else has these bytes. */
  #owned = false
  /** Bytes of the packet that is not complete, as far as is known. */
  #expected = 0

  append(chunk: Buffer): void {
    const left = this.#end - this.#start
    if (left === 0) {
      this.#take(chunk, chunk.length, false)
    } else if (this.#owned && this.#end + chunk.length <= this.bytes.length) {
      chunk.copy(this.bytes, this.#end)
      this.#end += chunk.length
    } else {
      const needed = left + chunk.length
      const larger = Buffer.allocUnsafeSlow(needed >= this.#expected ? needed : Math.min(this.#expected, 2 * needed))
      this.bytes.copy(larger, 0, this.#start, this.#end)
      chunk.copy(larger, left)
      this.#take(larger, needed, true)
    }
  }

  /**
   * Finds the next packet, whose body is then given out.
   *
   * @param maxBytes  of a packet after its fixed header
   * @param first     whether it has to be a CONNECT
   * @returns whether it is there as a whole
   * @throws MqttFault  it is too large, or none of MQTT's; nothing more can be read from the connection
   */
  next(maxBytes: number, first: boolean): boolean {
    const { bytes } = this
    const [start, end] = [this.#start, this.#end]
    if (start === end) {
      this.#take(EMPTY, 0, false)
      return false
    }
    const header = bytes[start] as number
    const type = header >> 4
    if (first && type !== PACKET.connect) throw malformed('The first packet is no CONNECT.')
    if (type === 0) throw malformed('There is no packet of type 0.')
    if (type !== PACKET.publish && (header & 0x0f) !== FLAGS[type]) throw malformed('Flags of a packet are wrong.')
    let length = 0
    let position = start + 1
    for (let shift = 0; ; shift += 7) {
      if (shift === 28) throw malformed('The length of a packet has more than four bytes.')
      if (position === end) return this.#incomplete(0)
      const byte = bytes[position++] as number
      length |= (byte & 0x7f) << shift
      // Even its first bytes say that it is longer.
      if (length > maxBytes) throw new MqttFault(REASON.packetTooLarge, `A packet has more than ${maxBytes} bytes.`)
      if (byte < 0x80) break
    }
    if (position + length > end) return this.#incomplete(position + length - start)
    this.header = header
    this.bodyStart = position
    this.bodyEnd = position + length
    this.#start = this.bodyEnd
    return true
  }

  /** Forgets all that came and has not been read. */
  clear(): void {
    this.#take(EMPTY, 0, false)
  }

  #take(bytes: Buffer, end: number, owned: boolean): void {
    this.bytes = bytes
    this.#start = 0
    this.#end = end
    this.#owned = owned
  }

  /** The end of a chunk is kept without what came before it. */
  #incomplete(expected: number): boolean {
    this.#expected = expected
    if (!this.#owned) {
      const rest = Buffer.from(this.bytes.subarray(this.#start, this.#end))
      this.#take(rest, rest.length, true)
    }
    return false
  }
}
