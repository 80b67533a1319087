import { malformed, protocolError } from './fault.ts'
import type { PacketReader } from './reader.ts'

/** Packets that a client sends with properties, and its will (MQTT 5, 2.2.2.2). */
export type PropertyPlace =
  | 'connect'
  | 'will'
  | 'publish'
  | 'acknowledgement'
  | 'subscribe'
  | 'unsubscribe'
  | 'disconnect'

/** Properties that clients send. */
export interface Properties {
  /** 1: the payload is UTF-8. */
  payloadFormat?: number
  /** Seconds. */
  messageExpiry?: number
  contentType?: string
  responseTopic?: string
  correlationData?: Buffer
  subscriptionIdentifier?: number
  /** Seconds. */
  sessionExpiry?: number
  authenticationMethod?: string
  authenticationData?: Buffer
  /** 0: reasons in words only where the connection ends. */
  requestProblemInformation?: number
  requestResponseInformation?: number
  /** Seconds. */
  willDelay?: number
  reasonString?: string
  receiveMaximum?: number
  topicAliasMaximum?: number
  topicAlias?: number
  /** Bytes of the largest packet that the client takes. */
  maximumPacketSize?: number
  /** In their order; names may repeat. */
  userProperties?: (readonly [name: string, value: string])[]
}

export const NO_PROPERTIES: Properties = Object.freeze({})

type Single = Exclude<keyof Properties, 'userProperties'>
type Read = (reader: PacketReader) => number | string | Buffer
type Known = readonly [name: Single, read: Read, places: readonly PropertyPlace[]]

const uint16: Read = (reader) => reader.uint16()
const uint32: Read = (reader) => reader.uint32()
const string: Read = (reader) => reader.string()
const binary: Read = (reader) => reader.binary()

const flag: Read = (reader) => {
  const value = reader.byte()
  if (value > 1) throw protocolError('A property that is 0 or 1 is something else.')
  return value
}

function positive(read: (reader: PacketReader) => number): Read {
  return (reader) => {
    const value = read(reader)
    if (value === 0) throw protocolError('A property that must not be 0 is 0.')
    return value
  }
}

const USER_PROPERTY = 0x26
const MESSAGE: readonly PropertyPlace[] = ['publish', 'will']

const KNOWN: ReadonlyMap<number, Known> = new Map<number, Known>([
  [0x01, ['payloadFormat', flag, MESSAGE]],
  [0x02, ['messageExpiry', uint32, MESSAGE]],
  [0x03, ['contentType', string, MESSAGE]],
  [0x08, ['responseTopic', string, MESSAGE]],
  [0x09, ['correlationData', binary, MESSAGE]],
  [0x0b, ['subscriptionIdentifier', positive((reader) => reader.varint()), ['subscribe']]],
  [0x11, ['sessionExpiry', uint32, ['connect', 'disconnect']]],
  [0x15, ['authenticationMethod', string, ['connect']]],
  [0x16, ['authenticationData', binary, ['connect']]],
  [0x17, ['requestProblemInformation', flag, ['connect']]],
  [0x18, ['willDelay', uint32, ['will']]],
  [0x19, ['requestResponseInformation', flag, ['connect']]],
  [0x1f, ['reasonString', string, ['acknowledgement', 'disconnect']]],
  [0x21, ['receiveMaximum', positive((reader) => reader.uint16()), ['connect']]],
  [0x22, ['topicAliasMaximum', uint16, ['connect']]],
  [0x23, ['topicAlias', uint16, ['publish']]],
  [0x27, ['maximumPacketSize', positive((reader) => reader.uint32()), ['connect']]],
])

/**
 * Reads a packet's properties, each at most once but for user properties.
 *
 * @throws MqttFault  they are malformed, do not belong in this packet, or repeat
 */
export function readProperties(reader: PacketReader, place: PropertyPlace): Properties {
  const length = reader.varint()
  if (length === 0) return NO_PROPERTIES
  const end = reader.position + length
  if (end > reader.end) throw malformed('The properties are longer than their packet.')
  const packetEnd = reader.end
  reader.end = end
  const found: Record<string, unknown> = {}
  const users: (readonly [string, string])[] = []
  while (reader.left > 0) {
    const id = reader.varint()
    if (id === USER_PROPERTY) {
      const pair = [reader.string(), reader.string()] as const
      users.push(pair)
      continue
    }
    const [name, read, places] = KNOWN.get(id) ?? unknown()
    if (!places.includes(place)) throw malformed('A property stands in a packet that it does not belong in.')
    if (found[name] !== undefined) throw protocolError('A property is there twice.')
    found[name] = read(reader)
  }
  reader.end = packetEnd
  if (users.length > 0) found.userProperties = users
  return found as Properties
}

function unknown(): never {
  throw malformed('There is no property of that number.')
}
