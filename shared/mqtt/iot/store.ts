import type { Identity } from '../../auth/verifier.ts'
import type { Context } from '../../context.ts'
import { DependencyUnavailable } from '../../http/errors/failures.ts'
import { RestError } from '../../http/errors/rest-error.ts'
import { isFailure, type OutgoingRecord } from '../../produce/producer.ts'
import { countOne, createMqttCounts } from '../counts.ts'
import type { TopicMapping } from '../topic-mapping.ts'
import { encodeValue } from './encode-value.ts'
import { type IotMessage, readIotEvent } from './event.ts'
import { EventNotStored, EventRefused } from './refused.ts'

/** Where an event's message is now; what a synchronous invocation is answered with. */
export type Stored =
  | { readonly topic: string; readonly partition: number; readonly offset: string }
  /** No topic is for it, and it is dropped. */
  | { readonly unmatched: string }

export type StoreContext = Pick<
  Context,
  'settings' | 'policy' | 'producer' | 'formats' | 'registry' | 'metrics' | 'log'
>

/** Trying again does not change what these say of the record itself. */
const FINAL: ReadonlySet<string> = new Set(['too-large', 'refused'])

/**
 * Stores the messages of AWS IoT's events.
 *
 * Lambda invokes for them asynchronously, at least once: an event may come again though it was stored.
 *
 * @returns stores one; takes the deadline in epoch milliseconds. Throws EventRefused and EventNotStored, which leave the
 *          event to Lambda: it is tried again, and goes to the function's destination for failures in the end
 */
export function createIotStore(
  mapping: TopicMapping,
  context: StoreContext,
): (event: unknown, deadline: number) => Promise<Stored> {
  const { settings, policy, metrics, log } = context
  const counts = createMqttCounts()
  metrics.watchMqtt(counts)
  const { mqttIotPrincipal: principal } = settings
  const identity: Identity | undefined = principal
    ? { principal, scopes: new Set(), claims: {}, expiresAt: Number.POSITIVE_INFINITY }
    : undefined

  /** @throws EventRefused  the policy does not let the function write there */
  async function allowed(topic: string, message: IotMessage, deadline: number): Promise<void> {
    if (!identity) return
    await policy.ready(deadline)
    if (policy.allows(identity, 'produce', topic)) return
    const advice = `let User:${principal} produce to it in KAFKA_REST_AUTH_POLICY`
    throw new EventRefused(`the policy does not allow topic '${topic}'`, advice, message.topic)
  }

  async function recordOf(message: IotMessage, topic: string, deadline: number): Promise<OutgoingRecord> {
    const { timestamp, clientId } = message
    const headers = settings.mqttHeaders
      ? [header('mqtt.topic', message.topic), ...(clientId === undefined ? [] : [header('mqtt.client.id', clientId)])]
      : []
    return {
      key: Buffer.from(message.topic),
      value: await encodeValue(message.payload, topic, settings, context, deadline),
      ...(headers.length > 0 && { headers }),
      ...(timestamp !== undefined && { timestamp }),
    }
  }

  async function store(event: unknown, deadline: number): Promise<Stored> {
    const message = readIotEvent(event)
    const topic = mapping.topicFor(message.topic)
    if (topic === undefined) {
      counts.unmatched++
      if (settings.mqttUnmatched === 'acknowledge') {
        log.warn({ event: 'mqtt.topic-unmatched', mqttTopic: message.topic }, 'No topic of Kafka is for this topic.')
        return { unmatched: message.topic }
      }
      throw new EventRefused('no topic of Kafka is for its topic', 'map it, or narrow the rule', message.topic)
    }
    await allowed(topic, message, deadline)
    const record = await recordOf(message, topic, deadline).catch((error: Error) => {
      if (error instanceof DependencyUnavailable) throw new EventNotStored(error.message)
      const reason = error instanceof RestError ? error.message.replace(/\.$/, '') : error.message
      throw new EventRefused(
        reason,
        'mend what the device sends, or the schema and KAFKA_MQTT_VALUE_FORMAT',
        message.topic,
        {
          cause: error,
        },
      )
    })
    const [result] = await context.producer.produce(topic, [record], deadline)
    if (result && !isFailure(result)) {
      return { topic, partition: result.partition, offset: String(result.offset) }
    }
    const { failure = 'retriable', message: why = 'no answer.' } = result ?? {}
    if (!FINAL.has(failure)) throw new EventNotStored(why)
    throw new EventRefused(why.replace(/\.$/, ''), 'the record is not what Kafka takes', message.topic)
  }

  return async (event, deadline) => {
    try {
      return await store(event, deadline)
    } catch (error) {
      if (error instanceof EventRefused) {
        countOne(counts.refused, 'event')
        log.error({ event: 'mqtt.event-refused', mqttTopic: error.topic, reason: error.message }, error.message)
      } else log.warn({ event: 'mqtt.event-not-stored', err: error }, (error as Error).message)
      throw error
    }
  }
}

function header(name: string, value: string) {
  return { name, value: Buffer.from(value) }
}
