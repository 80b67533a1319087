import type { MqttSettings } from '../config/mqtt.ts'
import { mqttMapping } from '../config/mqtt-mapping.ts'
import type { Context } from '../context.ts'
import { createBoundedMap } from '../registry/bounded-map.ts'
import { createMqttCounts, type MqttCounts } from './counts.ts'
import { InFlight } from './in-flight.ts'
import { MqttFault } from './packets/fault.ts'
import { PacketReader } from './packets/reader.ts'
import { REASON } from './packets/reason.ts'

/** A connection, as far as others have to do with it. */
export interface Client {
  readonly principal: string
  /** Another connection of the same client has come. */
  takeOver(): void
}

/** What a connection's answers are gathered by, so that those of one turn of the event loop go out together. */
export interface Answering {
  sendAnswers(): void
}

/** What all MQTT connections of a process have in common. */
export interface MqttService {
  readonly context: Context
  readonly settings: MqttSettings
  readonly counts: MqttCounts
  readonly reader: PacketReader
  readonly inFlight: InFlight
  /** Connections that are let in, by their client identifiers. */
  readonly clients: Map<string, Client>
  /** The Kafka topic of an MQTT topic; undefined when there is none. */
  kafkaTopicOf(topic: string): string | undefined
  /** Sends what a connection answers at the end of this turn. */
  answerSoon(one: Answering): void
  /** Hears how long Kafka took to acknowledge. */
  observeProduced(ms: number): void
  /** Why a connection ends on which this was thrown; what is no client's fault is told in the log. */
  faultOf(error: unknown): MqttFault
  /** Says once for each topic that it belongs nowhere. */
  tellUnmatched(topic: string): void
}

/** MQTT topics whose Kafka topic is remembered. */
const MAX_TOPICS = 20_000
const MAX_TOPICS_BYTES = 4 * 1024 * 1024
/** Topics about which a line is in the log; beyond them only the count tells. */
const MAX_TOLD = 100

export function createMqttService(context: Context, settings: MqttSettings): MqttService {
  const mapping = mqttMapping(context.settings)
  const known = createBoundedMap<{ readonly topic: string | undefined }>({
    maxEntries: MAX_TOPICS,
    maxWeight: MAX_TOPICS_BYTES,
  })
  const counts = createMqttCounts()
  const told = new Set<string>()
  let answering: Answering[] = []

  function answerAll(): void {
    const all = answering
    answering = []
    for (const one of all) one.sendAnswers()
  }

  return {
    context,
    settings,
    counts,
    reader: new PacketReader(),
    inFlight: new InFlight(settings.maxInFlightBytes),
    clients: new Map(),
    kafkaTopicOf(name) {
      let found = known.get(name)
      if (!found) {
        found = { topic: mapping.topicFor(name) }
        known.set(name, found, name.length)
      }
      return found.topic
    },
    answerSoon(one) {
      // Behind the promises that Kafka's answers settle in this turn.
      if (answering.length === 0) process.nextTick(answerAll)
      answering.push(one)
    },
    observeProduced: context.metrics.watchMqtt(counts),
    faultOf(error) {
      if (error instanceof MqttFault) return error
      context.log.error({ event: 'mqtt.failed', err: error }, 'A packet could not be taken.')
      return new MqttFault(REASON.unspecified, 'The packet could not be taken.')
    },
    tellUnmatched(topic) {
      if (told.size >= MAX_TOLD || told.has(topic)) return
      told.add(topic)
      context.log.warn(
        { event: 'mqtt.topic-unmatched', topic: topic.slice(0, 300) },
        'No entry of KAFKA_MQTT_TOPIC_REGEX_LIST matches the topic.',
      )
    },
  }
}
