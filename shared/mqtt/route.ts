import type { Identity } from '../auth/verifier.ts'
import { checkText } from './packets/reader.ts'
import { checkTopicName } from './packets/topic-name.ts'
import type { MqttService } from './service.ts'
import { MAX_TOPIC_BYTES } from './topic-mapping.ts'

/** Where a connection's messages of one MQTT topic go. */
export interface Route {
  /** The MQTT topic, as it came, and the key of its records. */
  readonly key: Buffer
  readonly name: string
  /** Undefined when it belongs to none. */
  readonly topic: string | undefined
  /** Whether the client may produce there. */
  readonly allowed: boolean
}

/**
 * Finds the route of a topic that has not just been used.
 *
 * @param bytes  of the topic; they are copied
 * @throws MqttFault  it is no name of a topic
 */
export function routeOf(bytes: Buffer, identity: Identity, service: MqttService): Route {
  checkText(bytes)
  const name = bytes.toString()
  checkTopicName(name)
  const topic = bytes.length > MAX_TOPIC_BYTES ? undefined : service.kafkaTopicOf(name)
  const allowed = topic !== undefined && service.context.policy.allows(identity, 'produce', topic)
  return { key: Buffer.from(bytes), name, topic, allowed }
}

export function notAllowed(topic: string): string {
  return `Not allowed: produce on topic ${topic}.`
}
