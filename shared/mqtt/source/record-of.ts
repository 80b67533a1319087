import type { OutgoingRecord } from '../../produce/producer.ts'
import { recordOf as recordOfMessage } from '../record.ts'
import type { Message } from './message.ts'

/** A message as a record, as one that a client of the listener publishes. */
export function recordOf({ topic, payload, qos, packet }: Message, headers: boolean): OutgoingRecord {
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } =
    packet.properties ?? {}
  const properties = {
    ...(payloadFormatIndicator !== undefined && { payloadFormat: Number(payloadFormatIndicator) }),
    ...(contentType !== undefined && { contentType }),
    ...(responseTopic !== undefined && { responseTopic }),
    ...(correlationData !== undefined && { correlationData }),
    ...(userProperties && { userProperties: pairsOf(userProperties) }),
  }
  return recordOfMessage(Buffer.from(topic), payload, { qos, retain: packet.retain, properties }, headers)
}

/** Each name with each of its values; the client keeps the order of names only. */
function pairsOf(properties: Readonly<Record<string, string | string[]>>): (readonly [string, string])[] {
  return Object.entries(properties).flatMap(([name, values]) => [values].flat().map((value) => [name, value] as const))
}
