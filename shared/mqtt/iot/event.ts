import { decodeBase64 } from '../../formats/base64.ts'
import { EventRefused } from './refused.ts'

/** A message that AWS IoT has handed to a rule. */
export interface IotMessage {
  readonly topic: string
  readonly payload: Buffer
  readonly clientId: string | undefined
  /** When AWS IoT got it, epoch milliseconds. */
  readonly timestamp: number | undefined
}

/** Members that are not the payload's: `SELECT *` puts its members beside them. */
const OWN = 'mqtt_'

/**
 * Reads what a rule hands to its Lambda action, by one of two statements:
 *
 *     SELECT encode(*, 'base64') AS mqtt_payload, topic() AS mqtt_topic FROM 'sensors/#'     any payload, to the byte
 *     SELECT *, topic() AS mqtt_topic FROM 'sensors/#'                                       JSON objects, as AWS IoT reads them
 *
 * `clientid() AS mqtt_client_id` and `timestamp() AS mqtt_timestamp` may stand beside.
 *
 * @throws EventRefused  it is something else
 */
export function readIotEvent(event: unknown): IotMessage {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new EventRefused('the event is no object', `write a rule that selects ${OWN}topic and ${OWN}payload`)
  }
  const { mqtt_topic: topic, mqtt_payload: encoded, mqtt_client_id: client, mqtt_timestamp: time } = event as Fields
  if (typeof topic !== 'string' || topic === '') {
    throw new EventRefused(`the event has no ${OWN}topic`, `add topic() AS ${OWN}topic to the rule's SELECT`)
  }
  return {
    topic,
    payload: encoded === undefined ? selectedMembers(event) : payloadOf(encoded, topic),
    // AWS IoT says N/A of messages that no client has sent.
    clientId: typeof client === 'string' && client !== 'N/A' ? client : undefined,
    timestamp: Number.isSafeInteger(time) && (time as number) > 0 ? (time as number) : undefined,
  }
}

type Fields = Readonly<Record<'mqtt_topic' | 'mqtt_payload' | 'mqtt_client_id' | 'mqtt_timestamp', unknown>>

function payloadOf(encoded: unknown, topic: string): Buffer {
  const bytes = typeof encoded === 'string' ? decodeBase64(encoded) : undefined
  if (bytes) return bytes
  throw new EventRefused(`${OWN}payload is not base64`, `select encode(*, 'base64') AS ${OWN}payload`, topic)
}

function selectedMembers(event: object): Buffer {
  const members = Object.entries(event).filter(([name]) => !name.startsWith(OWN))
  return Buffer.from(JSON.stringify(Object.fromEntries(members)))
}
