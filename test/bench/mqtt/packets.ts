/** Packets of MQTT 3.1.1, as the load generator sends and expects them. */

/** First bytes of answers. */
export const ANSWER = { connack: 0x20, puback: 0x40, pubrec: 0x50, pubcomp: 0x70, pingresp: 0xd0 } as const

export const PINGREQ = Buffer.from([0xc0, 0])
export const DISCONNECT = Buffer.from([0xe0, 0])

/** Every answer but a PINGRESP has so many bytes. */
export const ANSWER_BYTES = 4

/** A CONNECT without credentials and without keep-alive. */
export function connectPacket(clientId: string): Buffer {
  const clean = 0x02
  return packet(0x10, [text('MQTT'), Buffer.from([4, clean, 0, 0]), text(clientId)])
}

/** Packets of one size behind one another, one for each packet identifier from 1. */
export interface Numbered {
  readonly bytes: Buffer
  readonly packetBytes: number
}

/** @param count  of packets; at QoS 0 they are all the same */
export function publishPackets(qos: 0 | 1 | 2, topic: string, payload: Buffer, count: number): Numbered {
  return numbered(count, (id) => packet(0x30 | (qos << 1), [text(topic), ...(qos === 0 ? [] : [uint16(id)]), payload]))
}

export function pubrelPackets(count: number): Numbered {
  return numbered(count, (id) => packet(0x62, [uint16(id)]))
}

function numbered(count: number, make: (id: number) => Buffer): Numbered {
  const packets = Array.from({ length: count }, (_, index) => make(index + 1))
  return { bytes: Buffer.concat(packets), packetBytes: packets[0]?.length ?? 0 }
}

function packet(header: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length: number[] = []
  for (let left = body.length; length.length === 0 || left > 0; left >>>= 7) {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0))
  }
  return Buffer.concat([Buffer.from([header, ...length]), body])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint16(bytes.length), bytes])
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}
