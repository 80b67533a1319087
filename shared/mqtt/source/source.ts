import { beforeDeadline } from '../../kafka/before-deadline.ts'
import type { OutgoingRecord, Producer } from '../../produce/producer.ts'
import type { Log } from '../../telemetry/log.ts'
import type { TopicMapping } from '../topic-mapping.ts'
import { createSourceCounts, type SourceCounts } from './counts.ts'
import { createLanes } from './lanes.ts'
import { type Message, NOT_ACCEPTED, TAKEN, TOPIC_NAME_INVALID } from './message.ts'
import { oncePer } from './once-per.ts'
import type { SourceSettings } from './settings.ts'
import { connectUpstream } from './upstream.ts'
import { createWindow } from './window.ts'

/** Messages of a broker of MQTT, on their way to Kafka. */
export interface Source {
  readonly counts: SourceCounts
  /** Messages taken and not yet acknowledged. */
  readonly inFlight: number
  /** Whether it is connected and subscribed. */
  readonly subscribed: boolean
  /** Takes no more, waits until the deadline (epoch ms) for what is on its way, and closes the connection; the session stays. */
  stop(deadline: number): Promise<void>
}

export interface SourceOptions {
  readonly mapping: TopicMapping
  /** Makes a record of a message. */
  readonly recordOf: (message: Message) => OutgoingRecord
  /** Whether the broker is told of a message that the mapping has no topic for (MQTT 5); it is acknowledged in any case. */
  readonly refuseUnmatched: boolean
  readonly producer: Producer
  readonly deliveryTimeoutMs: number
  readonly retryBackoffMs: number
  readonly log: Log
}

/** Of payloads that are on their way at once; beyond it nothing more is read. */
const MOST_BYTES = 32 * 1024 * 1024
/** The same trouble is told again after this time. */
const TOLD_MS = 10_000
/** An MQTT topic that nothing is mapped from is told of once, as far as topics can be remembered. */
const MOST_TOPICS_TOLD = 1000

/**
 * Subscribes at a broker of MQTT and stores what comes: a message at QoS 1 or 2 is acknowledged after Kafka has acknowledged its
 * record, so that the broker sends it again to whoever comes after a crash. What Kafka does not take for the time being
 * is tried again until it does; what it never will (too large), and what no topic is for, is acknowledged, counted and told.
 */
export async function startSource(settings: SourceSettings, options: SourceOptions): Promise<Source> {
  const { mapping, log } = options
  const counts = createSourceCounts()
  const window = createWindow(settings.receiveMaximum, MOST_BYTES)
  const tell = oncePer(TOLD_MS)
  const unmatched = new Set<string>()
  let subscribed = false
  let stopping = false
  let everConnected = false

  const lanes = createLanes(options.producer, {
    deliveryTimeoutMs: options.deliveryTimeoutMs,
    retryBackoffMs: options.retryBackoffMs,
    onTrouble(topic, { failure, message }) {
      counts.retried++
      tell(`${topic} ${failure}`, () =>
        log.warn(
          { event: 'mqtt.source-waits', topic, failure, reason: message },
          'Messages wait for Kafka to take them.',
        ),
      )
    },
  })

  /** @returns whether it takes up room that it had not before */
  function take(message: Message): boolean {
    counts.received++
    if (!window.enter(message)) {
      counts.again++
      return false
    }
    const topic = mapping.topicFor(message.topic)
    if (topic === undefined) {
      dropUnmatched(message)
      return true
    }
    lanes.push(topic, options.recordOf(message), (refused) => {
      if (refused === undefined) counts.stored++
      else {
        counts.refused++
        const { topic: mqttTopic, qos } = message
        const about = { event: 'mqtt.message-refused', mqttTopic, qos, topic, bytes: message.payload.length }
        tell(`refused ${topic}`, () => log.error({ ...about, reason: refused }, 'Kafka does not take this message.'))
      }
      window.settle(message, refused === undefined ? TAKEN : NOT_ACCEPTED)
    })
    return true
  }

  function dropUnmatched(message: Message): void {
    counts.unmatched++
    const { topic: mqttTopic } = message
    if (unmatched.size < MOST_TOPICS_TOLD && !unmatched.has(mqttTopic)) {
      unmatched.add(mqttTopic)
      log.warn(
        { event: 'mqtt.topic-unmatched', mqttTopic },
        'No topic of Kafka is for this topic: its messages are dropped.',
      )
    }
    window.settle(message, options.refuseUnmatched ? TOPIC_NAME_INVALID : TAKEN)
  }

  const upstream = await connectUpstream(settings, {
    onConnected(resumed, acknowledge) {
      if (everConnected) counts.reconnects++
      everConnected = true
      window.begin(resumed, acknowledge)
      log.info(
        { event: 'mqtt.source-connected', resumed, clientId: settings.clientId },
        'Connected to the MQTT broker.',
      )
    },
    onSubscribed() {
      subscribed = true
    },
    onDisconnected() {
      if (subscribed && !stopping)
        log.warn({ event: 'mqtt.source-disconnected' }, 'The connection to the MQTT broker has ended.')
      subscribed = false
      window.end()
    },
    onMessage(message, next) {
      // What is not taken any more comes again to whoever comes after.
      if (stopping) return
      // What comes again is held already.
      if (!take(message) || window.open) next()
      else window.onOpen(next)
    },
    onReleased: (packetId) => window.release(packetId),
    onTrouble(error) {
      counts.troubles++
      tell(error.message, () => log.warn({ event: 'mqtt.source-trouble', err: error }, error.message))
    },
  })

  return {
    counts,
    get inFlight() {
      return window.size
    },
    get subscribed() {
      return subscribed
    },
    async stop(deadline) {
      stopping = true
      await beforeDeadline(window.empty(), deadline).catch(() => {})
      lanes.stop()
      await upstream.close()
    },
  }
}
