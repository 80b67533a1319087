import type { ProtocolVersion } from './connect.ts'
import { FAILED, REASON, returnCodeOf } from './reason.ts'

/** First bytes of packets that this server sends. */
export const HEADER = {
  connack: 0x20,
  puback: 0x40,
  pubrec: 0x50,
  pubcomp: 0x70,
  suback: 0x90,
  unsuback: 0xb0,
} as const

export const PINGRESP = Buffer.from([0xd0, 0])

const REASON_STRING = 0x1f

/** What a CONNACK of MQTT 5 says besides (3.2.2.3). */
export interface ConnackProperties {
  readonly sessionExpirySeconds?: number
  readonly receiveMaximum: number
  readonly maximumPacketSize: number
  readonly topicAliasMaximum: number
  readonly assignedClientId?: string | undefined
  readonly serverKeepAliveSeconds?: number | undefined
}

/** The CONNACK of a client that is let in: its session is a new one. */
export function connack(version: ProtocolVersion, properties: ConnackProperties): Buffer {
  if (version === 4) return Buffer.from([HEADER.connack, 2, 0, 0])
  const { assignedClientId, serverKeepAliveSeconds, sessionExpirySeconds } = properties
  const all = [
    ...(sessionExpirySeconds === undefined ? [] : [uint32(0x11, sessionExpirySeconds)]),
    uint16(0x21, properties.receiveMaximum),
    // Neither retained messages nor, with nobody who reads, subscriptions of any kind.
    Buffer.from([0x25, 0, 0x28, 0, 0x29, 0, 0x2a, 0]),
    uint32(0x27, properties.maximumPacketSize),
    ...(assignedClientId === undefined ? [] : [string(0x12, assignedClientId)]),
    uint16(0x22, properties.topicAliasMaximum),
    ...(serverKeepAliveSeconds === undefined ? [] : [uint16(0x13, serverKeepAliveSeconds)]),
  ]
  return packet(HEADER.connack, [Buffer.from([0, REASON.success]), block(all)])
}

/** The CONNACK of one that is not; undefined where MQTT 3.1.1 has no word for why. */
export function refusal(version: ProtocolVersion, reason: number, message: string): Buffer | undefined {
  if (version === 5) {
    // That a server stops is said by a DISCONNECT only.
    const said = reason === REASON.serverShuttingDown ? REASON.serverUnavailable : reason
    return packet(HEADER.connack, [Buffer.from([0, said]), block([string(REASON_STRING, message)])])
  }
  const code = returnCodeOf(reason)
  return code === undefined ? undefined : Buffer.from([HEADER.connack, 2, 0, code])
}

/** PUBACK, PUBREC or PUBCOMP of MQTT 5 with a reason. @param message  undefined where the client wants no words */
export function acknowledgement(header: number, packetId: number, reason: number, message: string | undefined): Buffer {
  const id = Buffer.from([packetId >> 8, packetId & 0xff, reason])
  return packet(header, message === undefined ? [id] : [id, block([string(REASON_STRING, message)])])
}

/** SUBACK or UNSUBACK; an UNSUBACK of MQTT 3.1.1 has no reasons. */
export function answerToFilters(
  header: number,
  version: ProtocolVersion,
  packetId: number,
  reasons: readonly number[],
): Buffer {
  const id = Buffer.from([packetId >> 8, packetId & 0xff])
  if (version === 5) return packet(header, [id, Buffer.from([0]), Buffer.from(reasons)])
  return packet(header, header === HEADER.suback ? [id, Buffer.from(reasons.map(() => FAILED))] : [id])
}

/** Reasons that stand in a CONNACK only, and what a DISCONNECT says for them (MQTT 5, 3.14.2.1). */
const DISCONNECT_INSTEAD: ReadonlyMap<number, number> = new Map<number, number>([
  [REASON.badUserOrPassword, REASON.notAuthorized],
  [REASON.serverUnavailable, REASON.serverBusy],
])

/** The DISCONNECT of MQTT 5. */
export function disconnect(reason: number, message: string): Buffer {
  return packet(0xe0, [
    Buffer.from([DISCONNECT_INSTEAD.get(reason) ?? reason]),
    block([string(REASON_STRING, message)]),
  ])
}

/** Bytes of a packet with so many after its fixed header. */
export function packetSize(bytes: number): number {
  return 1 + varint(bytes).length + bytes
}

function packet(header: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([header]), varint(body.length), body])
}

/** Properties behind their length. */
function block(properties: readonly Buffer[]): Buffer {
  const all = Buffer.concat(properties)
  return Buffer.concat([varint(all.length), all])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  do {
    const byte = left & 0x7f
    left >>>= 7
    bytes.push(left > 0 ? byte | 0x80 : byte)
  } while (left > 0)
  return Buffer.from(bytes)
}

function uint16(id: number, value: number): Buffer {
  return Buffer.from([id, value >> 8, value & 0xff])
}

function uint32(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes[0] = id
  bytes.writeUInt32BE(value, 1)
  return bytes
}

function string(id: number, text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.from([id, bytes.length >> 8, bytes.length & 0xff]), bytes])
}
