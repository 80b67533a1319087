import type { OutgoingRecord, RecordFailure, RecordResult, Sequence } from '../produce/producer.ts'
import type { Peer } from './peer.ts'
import type { MqttService } from './service.ts'

/** Messages that go to Kafka in one call. */
export interface Batch {
  readonly topic: string
  readonly records: OutgoingRecord[]
  /** Of each message: its QoS above its packet identifier's 16 bits. */
  readonly ids: number[]
  readonly atMostOnce: boolean
  /** Epoch milliseconds from which nobody wants them any more. */
  readonly expiresAt: number
  bytes: number
  startedAt: number
}

/** Larger calls gain nothing. */
const MAX_BATCH_BYTES = 256 * 1024

/**
 * From one connection's messages to calls of the producer: what is read at once and goes to one topic is one call, and calls
 * for one topic keep their order.
 */
export class Outbox {
  /** Bytes of all messages that are with Kafka. */
  bytes = 0
  readonly #service: MqttService
  readonly #peer: Peer
  readonly #onSettled: (batch: Batch, results: readonly RecordResult[]) => void
  #batch: Batch | undefined
  #calls = 0
  /** Of topics into which an earlier call's records have not entered. */
  #sequences: Map<string, Sequence> | undefined

  /** @param onSettled  hears once of each batch; never within a call of {@link add} or {@link flush} */
  constructor(service: MqttService, peer: Peer, onSettled: (batch: Batch, results: readonly RecordResult[]) => void) {
    this.#service = service
    this.#peer = peer
    this.#onSettled = onSettled
  }

  /** Whether nothing is with Kafka. */
  get idle(): boolean {
    return this.#calls === 0 && this.#batch === undefined
  }

  /** Takes a message. @param id  its QoS above its packet identifier's 16 bits @param expiresAt  epoch milliseconds */
  add(topic: string, record: OutgoingRecord, bytes: number, id: number, expiresAt: number): void {
    const atMostOnce = id >> 16 === 0
    let batch = this.#batch
    if (
      batch &&
      (batch.topic !== topic ||
        batch.atMostOnce !== atMostOnce ||
        batch.expiresAt !== expiresAt ||
        batch.bytes >= MAX_BATCH_BYTES)
    ) {
      this.flush()
      batch = undefined
    }
    if (!batch) {
      batch = { topic, records: [], ids: [], atMostOnce, expiresAt, bytes: 0, startedAt: 0 }
      this.#batch = batch
    }
    batch.records.push(record)
    batch.ids.push(id)
    batch.bytes += bytes
    this.bytes += bytes
    this.#service.inFlight.take(bytes)
  }

  /** Gives the messages of this turn to Kafka. */
  flush(): void {
    const batch = this.#batch
    if (!batch) return
    this.#batch = undefined
    const { login } = this.#peer.session
    const { settings } = this.#service.context
    const patienceMs = batch.atMostOnce ? this.#service.settings.qos0TimeoutMs : settings.deliveryTimeoutMs
    const deadline = Math.min(batch.expiresAt, Date.now() + patienceMs)
    const sequence = this.#sequences?.get(batch.topic) ?? {}
    batch.startedAt = performance.now()
    this.#calls++
    const done = login.producer.produce(batch.topic, batch.records, deadline, sequence)
    if (sequence.entering) {
      this.#sequences ??= new Map()
      this.#sequences.set(batch.topic, sequence)
    }
    done.then(
      (results) => this.#settle(batch, results, sequence),
      (err) => {
        this.#service.context.log.error({ event: 'mqtt.produce-failed', err }, 'A message could not be produced.')
        this.#settle(
          batch,
          batch.records.map(() => FAILURE),
          sequence,
        )
      },
    )
    const wait = login.limit?.take(batch.ids.length, batch.bytes) ?? 0
    if (wait !== 0) this.#peer.slowDown(wait)
  }

  /** Gives memory back that nothing needs. */
  trim(): void {
    if (this.#calls === 0) this.#sequences = undefined
  }

  #settle(batch: Batch, results: readonly RecordResult[], sequence: Sequence): void {
    this.#calls--
    this.bytes -= batch.bytes
    if (!sequence.entering && this.#sequences?.get(batch.topic) === sequence) this.#sequences.delete(batch.topic)
    this.#service.observeProduced(performance.now() - batch.startedAt)
    this.#onSettled(batch, results)
  }
}

const FAILURE: RecordFailure = { failure: 'unsure', message: 'Whether the message is stored is not known.' }
