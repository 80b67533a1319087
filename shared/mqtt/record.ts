import type { OutgoingRecord, RecordHeader } from '../produce/producer.ts'
import type { Properties } from './packets/properties.ts'

/** A message, apart from its topic and payload. */
export interface MessageShape {
  readonly qos: number
  readonly retain: boolean
  readonly properties: Properties
}

/** Headers of ours begin so: nobody else's user properties do, where these are written. */
const OWN = 'mqtt.'

/**
 * A message as a record: its key is the MQTT topic, its value the payload, its headers the user properties.
 *
 * @param key      the MQTT topic's bytes
 * @param headers  whether what else is known of it becomes headers, too
 */
export function recordOf(key: Buffer, value: Buffer, shape: MessageShape, headers: boolean): OutgoingRecord {
  const { userProperties } = shape.properties
  if (!headers && userProperties === undefined) return { key, value }
  const own = headers ? ownHeaders(key, shape) : []
  const users = (userProperties ?? []).filter(([name]) => !headers || !name.startsWith(OWN))
  return { key, value, headers: [...users.map(([name, text]) => ({ name, value: Buffer.from(text) })), ...own] }
}

function ownHeaders(topic: Buffer, { qos, retain, properties }: MessageShape): readonly RecordHeader[] {
  const { contentType, responseTopic, correlationData, payloadFormat } = properties
  return [
    { name: `${OWN}topic`, value: topic },
    { name: `${OWN}qos`, value: Buffer.from(String(qos)) },
    { name: `${OWN}retain`, value: Buffer.from(String(retain)) },
    ...(contentType === undefined ? [] : [{ name: `${OWN}content.type`, value: Buffer.from(contentType) }]),
    ...(responseTopic === undefined ? [] : [{ name: `${OWN}response.topic`, value: Buffer.from(responseTopic) }]),
    ...(correlationData === undefined ? [] : [{ name: `${OWN}correlation.data`, value: correlationData }]),
    ...(payloadFormat === undefined
      ? []
      : [{ name: `${OWN}payload.format`, value: Buffer.from(payloadFormat === 1 ? 'utf-8' : 'bytes') }]),
  ]
}
