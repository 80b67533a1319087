import type { Packet } from 'mqtt'

export type PublishPacket = Extract<Packet, { cmd: 'publish' }>

/** What the broker is told of a message (MQTT 5, 3.4.2.1); 3.1.1 knows no more than that it was taken. */
export type AckReason = typeof TAKEN | typeof NOT_ACCEPTED | typeof TOPIC_NAME_INVALID

/** Success. */
export const TAKEN = 0
/** Implementation specific error. */
export const NOT_ACCEPTED = 0x83
/** Topic Name invalid. */
export const TOPIC_NAME_INVALID = 0x90

/** A message on its way from the broker to Kafka. */
export interface Message {
  /** Of a message at QoS 0 it is 0. */
  readonly packetId: number
  readonly qos: 0 | 1 | 2
  readonly topic: string
  readonly payload: Buffer
  readonly packet: PublishPacket
  /** What it is acknowledged with; undefined while its fate is not known. */
  reason: AckReason | undefined
}

/** @param topic  of the packet, or what its alias stands for */
export function messageOf(topic: string, packet: PublishPacket): Message {
  const { qos, messageId = 0, payload } = packet
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  return { packetId: messageId, qos, topic, payload: bytes, packet, reason: undefined }
}
