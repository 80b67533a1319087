import { MqttFault, malformed, protocolError } from './fault.ts'
import { NO_PROPERTIES, type Properties, readProperties } from './properties.ts'
import type { PacketReader } from './reader.ts'
import { REASON } from './reason.ts'
import { checkTopicName } from './topic-name.ts'

/** 4 is MQTT 3.1.1. */
export type ProtocolVersion = 4 | 5

/** What is published when a client goes without saying so. */
export interface Will {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: number
  readonly retain: boolean
  readonly properties: Properties
}

/** A CONNECT after its protocol version. */
export interface Connect {
  readonly clean: boolean
  readonly keepAliveSeconds: number
  readonly clientId: string
  readonly will: Will | undefined
  readonly user: string | undefined
  readonly password: Buffer | undefined
  readonly properties: Properties
}

/**
 * Reads the protocol's name and version, with which a CONNECT begins.
 *
 * @throws MqttFault  it is not MQTT, or a version that is not spoken here
 */
export function readProtocolVersion(reader: PacketReader): ProtocolVersion {
  const name = reader.string()
  if (name !== 'MQTT' && name !== 'MQIsdp') throw malformed('This is not MQTT.')
  const version = reader.byte()
  if (name === 'MQTT' && (version === 4 || version === 5)) return version
  throw new MqttFault(REASON.unsupportedVersion, 'The versions that are spoken here are MQTT 3.1.1 and MQTT 5.0.')
}

/** Reads the rest of it. @throws MqttFault */
export function readConnect(reader: PacketReader, version: ProtocolVersion): Connect {
  const flags = reader.byte()
  const [reserved, clean, hasWill] = [flags & 0x01, (flags & 0x02) !== 0, (flags & 0x04) !== 0]
  const [willQos, willRetain] = [(flags >> 3) & 0x03, (flags & 0x20) !== 0]
  const [hasPassword, hasUser] = [(flags & 0x40) !== 0, (flags & 0x80) !== 0]
  if (reserved !== 0) throw malformed('The reserved flag of a CONNECT is set.')
  if (willQos === 3) throw malformed('The will has a QoS that there is not.')
  if (!hasWill && (willQos > 0 || willRetain)) throw malformed('There are flags of a will and no will.')
  if (version === 4 && hasPassword && !hasUser) throw malformed('There is a password and no user name.')
  const keepAliveSeconds = reader.uint16()
  const properties = version === 5 ? readProperties(reader, 'connect') : NO_PROPERTIES
  if (properties.authenticationData && properties.authenticationMethod === undefined)
    throw protocolError('There is authentication data and no method.')
  const clientId = reader.string()
  const will = hasWill ? readWill(reader, version, willQos, willRetain) : undefined
  const user = hasUser ? reader.string() : undefined
  const password = hasPassword ? reader.binary() : undefined
  reader.close()
  return { clean, keepAliveSeconds, clientId, will, user, password, properties }
}

function readWill(reader: PacketReader, version: ProtocolVersion, qos: number, retain: boolean): Will {
  const properties = version === 5 ? readProperties(reader, 'will') : NO_PROPERTIES
  const topic = reader.string()
  checkTopicName(topic)
  // It is kept for as long as the connection, and what it came in is not.
  const payload = Buffer.from(reader.binary())
  return { topic, payload, qos, retain, properties: { ...properties, ...copied(properties.correlationData) } }
}

function copied(correlationData: Buffer | undefined): Pick<Properties, 'correlationData'> {
  return correlationData ? { correlationData: Buffer.from(correlationData) } : {}
}

/** How a client that speaks another version is told so: as MQTT 5 when it is a later one. */
export function versionToAnswer({ bytes, position }: PacketReader): ProtocolVersion {
  const version = bytes[position - 1] ?? 0
  return version > 5 && version < 0x80 ? 5 : 4
}
