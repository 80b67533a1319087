import type { OutgoingRecord, RecordHeader } from '../../produce/producer.ts'
import type { Message } from './message.ts'

/**
 * A message as a record: its key is the MQTT topic, its value the payload, its headers the user properties.
 *
 * @param headers  whether what else is known of it becomes headers, too
 */
export function recordOf({ topic, payload, qos, packet }: Message, headers: boolean): OutgoingRecord {
  const { userProperties } = packet.properties ?? {}
  const key = Buffer.from(topic)
  if (!headers && !userProperties) return { key, value: payload }
  const own = headers ? ownHeaders(topic, qos, packet) : []
  const users = Object.entries(userProperties ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => header(name, value)),
  )
  return {
    key,
    value: payload,
    headers: [...users.filter(({ name }) => !headers || !name.startsWith('mqtt.')), ...own],
  }
}

function ownHeaders(
  topic: string,
  qos: number,
  { retain, properties = {} }: Message['packet'],
): readonly RecordHeader[] {
  const { contentType, responseTopic, correlationData, payloadFormatIndicator } = properties
  const format = payloadFormatIndicator === undefined ? undefined : payloadFormatIndicator ? 'utf-8' : 'bytes'
  const all = [
    ['topic', topic],
    ['qos', String(qos)],
    ['retain', String(retain)],
    ['content.type', contentType],
    ['response.topic', responseTopic],
    ['correlation.data', correlationData],
    ['payload.format', format],
  ] as const
  return all.flatMap(([name, value]) => (value === undefined ? [] : [header(`mqtt.${name}`, value)]))
}

function header(name: string, value: string | Buffer): RecordHeader {
  return { name, value: Buffer.from(value as string) }
}
