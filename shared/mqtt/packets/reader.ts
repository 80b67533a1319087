import { isUtf8 } from 'node:buffer'
import { malformed } from './fault.ts'

/**
 * Reads one packet's bytes after its fixed header, and not one byte beyond.
 *
 * One reader serves all connections: packets are read at once, and nothing is left in it. What it gives out as bytes are views.
 * Every method throws {@link MqttFault} where the packet ends too early.
 */
export class PacketReader {
  bytes: Buffer = Buffer.alloc(0)
  position = 0
  end = 0

  /** @param end  first byte that is not the packet's */
  open(bytes: Buffer, start: number, end: number): this {
    this.bytes = bytes
    this.position = start
    this.end = end
    return this
  }

  get left(): number {
    return this.end - this.position
  }

  byte(): number {
    return this.bytes[this.#pass(1)] as number
  }

  uint16(): number {
    const start = this.#pass(2)
    return ((this.bytes[start] as number) << 8) | (this.bytes[start + 1] as number)
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.#pass(4))
  }

  /** A variable byte integer, in as few bytes as it takes (MQTT 5, 1.5.5). */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) throw malformed('A number takes more bytes than it needs.')
        return value
      }
    }
    throw malformed('A number has more than four bytes.')
  }

  binary(): Buffer {
    const start = this.skipBinary()
    return this.bytes.subarray(start, this.position)
  }

  /** Passes what {@link binary} would give out, which then ends at {@link position}. @returns its first byte's place */
  skipBinary(): number {
    return this.#pass(this.uint16())
  }

  /** A string: UTF-8 without surrogates and without U+0000 (MQTT 5, 1.5.4). */
  string(): string {
    const bytes = this.binary()
    checkText(bytes)
    return bytes.toString()
  }

  rest(): Buffer {
    const start = this.position
    this.position = this.end
    return this.bytes.subarray(start, this.end)
  }

  /** @throws MqttFault  there are bytes that belong to nothing */
  close(): void {
    if (this.position !== this.end) throw malformed('The packet is longer than what it holds.')
  }

  #pass(count: number): number {
    const start = this.position
    if (start + count > this.end) throw malformed('The packet ends in the middle of a field.')
    this.position = start + count
    return start
  }
}

/** @throws MqttFault  these bytes are no string of MQTT */
export function checkText(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw malformed('A string is not UTF-8.')
  if (bytes.includes(0)) throw malformed('A string holds the character U+0000.')
}
