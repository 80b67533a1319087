import { isUtf8 } from 'node:buffer'
import { isFailure, type OutgoingRecord, type RecordFailure, type RecordResult } from '../produce/producer.ts'
import { countOne } from './counts.ts'
import { MessageIds } from './message-ids.ts'
import { type Batch, Outbox } from './outbox.ts'
import type { Will } from './packets/connect.ts'
import { MqttFault, malformed, protocolError } from './packets/fault.ts'
import { NO_PROPERTIES, type Properties, readProperties } from './packets/properties.ts'
import type { PacketReader } from './packets/reader.ts'
import { REASON } from './packets/reason.ts'
import { readPacketId } from './packets/subscribe.ts'
import { HEADER } from './packets/write.ts'
import type { Peer } from './peer.ts'
import { recordOf } from './record.ts'
import { KAFKA_REFUSALS } from './refusals.ts'
import { headerFor, Replies } from './replies.ts'
import { notAllowed } from './route.ts'
import { Routes } from './routes.ts'
import type { MqttService } from './service.ts'
import { routeOfWill } from './will.ts'

/** How much of one connection may be on its way: as many messages of the default's size as the default lets it have. */
const MAX_BYTES = 1024 * 1024
/** What a message costs besides its bytes. */
const OVERHEAD = 100

const TOO_MANY = 'There are more messages under way than the receive maximum allows.'
const IN_USE = 'The packet identifier is in use.'

/**
 * What a connection publishes: from PUBLISH packets to records, and from Kafka's word to PUBACK and PUBREC.
 *
 *     PUBLISH ─▶ batch of this turn ─▶ Kafka ─▶ QoS 1: PUBACK
 *                                            └▶ QoS 2: PUBREC ─ PUBREL ─▶ PUBCOMP
 *                                               └─ its identifier is remembered: ─┘
 *                                                  what comes again is not produced again
 */
export class Publisher {
  readonly #service: MqttService
  readonly #peer: Peer
  readonly #routes: Routes
  readonly #replies: Replies
  readonly #outbox: Outbox
  readonly #ids = new MessageIds()
  /** Messages without an acknowledgement to send that are with Kafka. */
  #atMostOnce = 0

  constructor(service: MqttService, peer: Peer) {
    this.#service = service
    this.#peer = peer
    this.#routes = new Routes(service, peer)
    this.#replies = new Replies(service, peer)
    this.#outbox = new Outbox(service, peer, (batch, results) => this.#settle(batch, results))
  }

  /** Whether so much is on its way that nothing more should be read. */
  get full(): boolean {
    const { receiveMaximum } = this.#service.settings
    if (this.#outbox.bytes >= MAX_BYTES || this.#atMostOnce >= receiveMaximum) return true
    // Clients of MQTT 5 know how many they may send, and should be heard while they have sent as many.
    return this.#peer.session.version === 4 && this.#ids.withKafka >= receiveMaximum
  }

  /** Whether nothing is with Kafka. */
  get idle(): boolean {
    return this.#outbox.idle
  }

  /** Takes a PUBLISH. @throws MqttFault  the connection has to end */
  publish(reader: PacketReader, header: number): void {
    const { version } = this.#peer.session
    const start = reader.position
    const qos = (header >> 1) & 0x03
    const dup = (header & 0x08) !== 0
    const retain = (header & 0x01) !== 0
    if (qos === 3) throw malformed('A PUBLISH has a QoS that there is not.')
    if (qos === 0 && dup) throw malformed('A message of QoS 0 cannot be one that is sent again.')
    const nameStart = reader.skipBinary()
    const nameEnd = reader.position
    const packetId = qos > 0 ? readPacketId(reader) : 0
    const properties = version === 5 ? readProperties(reader, 'publish') : NO_PROPERTIES
    if (retain && version === 5) throw new MqttFault(REASON.retainNotSupported, 'Messages are not retained here.')
    this.#service.counts.messages[qos as 0 | 1 | 2]++
    const route = this.#routes.find(reader.bytes, nameStart, nameEnd, properties.topicAlias)
    if (qos > 0 && this.#isKnown(packetId, qos, dup)) return
    const payload = reader.rest()
    if (properties.payloadFormat === 1 && !isUtf8(payload)) {
      const message = 'The payload is not UTF-8, as it is said to be.'
      this.#replies.refuse(packetId, qos, REASON.payloadFormatInvalid, message)
    } else if (route.topic === undefined) this.#unmatched(packetId, qos, route.name)
    else if (!route.allowed) this.#replies.refuse(packetId, qos, REASON.notAuthorized, notAllowed(route.topic))
    else {
      const record = recordOf(route.key, payload, { qos, retain, properties }, this.#service.settings.headers)
      const bytes = reader.end - start + route.key.length + OVERHEAD
      if (packetId !== 0) this.#ids.begin(packetId, qos)
      this.#add(route.topic, record, bytes, (qos << 16) | packetId, properties)
    }
  }

  /** Takes a PUBREL. @throws MqttFault */
  release(packetId: number): void {
    const known = this.#ids.release(packetId)
    if (!known && this.#ids.isWithKafka(packetId)) throw protocolError('A message is released before it was received.')
    if (known || this.#peer.session.version === 4) this.#replies.answer(HEADER.pubcomp, packetId)
    else {
      const message = 'There is no message of that identifier.'
      this.#replies.say(HEADER.pubcomp, packetId, REASON.packetIdNotFound, message)
    }
  }

  /** Gives the messages of this turn to Kafka. */
  flush(): void {
    this.#outbox.flush()
  }

  /** The acknowledgements of this turn; undefined when there are none. */
  takeAnswers(): Buffer | undefined {
    return this.#replies.take()
  }

  /** Produces a will; nobody is there to be told what becomes of it. */
  publishWill(will: Will): void {
    const { payload, qos, properties } = will
    const { key, topic } = routeOfWill(will, this.#peer, this.#service)
    if (topic === undefined) return
    const record = recordOf(key, payload, will, this.#service.settings.headers)
    // As one of QoS 0 it has no acknowledgement; Kafka is waited for as long as for others.
    this.flush()
    this.#add(topic, record, payload.length + key.length + OVERHEAD, qos << 16, properties)
    this.flush()
  }

  /** Forgets where messages go: what the client may do has changed. */
  forgetRoutes(): void {
    this.#routes.forget()
  }

  /** Gives back memory that nothing needs at the moment. */
  trim(): void {
    this.#ids.trim()
    this.#outbox.trim()
  }

  #add(topic: string, record: OutgoingRecord, bytes: number, id: number, { messageExpiry }: Properties): void {
    if ((id & 0xffff) === 0) this.#atMostOnce++
    const expiresAt = messageExpiry === undefined ? Number.POSITIVE_INFINITY : Date.now() + messageExpiry * 1000
    this.#outbox.add(topic, record, bytes, id, expiresAt)
  }

  /** Whether a message has come before, or its identifier belongs to another; then it is answered. */
  #isKnown(packetId: number, qos: number, dup: boolean): boolean {
    const { version } = this.#peer.session
    const known = this.#ids.find(packetId, qos, dup)
    if (known === 'new') {
      if (version === 5 && this.#ids.size >= this.#service.settings.receiveMaximum)
        throw new MqttFault(REASON.receiveMaximumExceeded, TOO_MANY)
      return false
    }
    if (known === 'in-use') {
      if (version === 4) throw protocolError(IN_USE)
      this.#replies.refuse(packetId, qos, REASON.packetIdInUse, IN_USE)
      return true
    }
    this.#service.counts.repeated++
    // The answer to what is with Kafka is still to come.
    if (known === 'received') this.#replies.answer(HEADER.pubrec, packetId)
    return true
  }

  #unmatched(packetId: number, qos: number, name: string): void {
    const { counts, settings } = this.#service
    counts.unmatched++
    this.#service.tellUnmatched(name)
    if (settings.refuseUnmatched)
      this.#replies.refuse(packetId, qos, REASON.topicNameInvalid, 'The topic belongs to no Kafka topic.')
    else if (qos > 0) {
      if (qos === 2) this.#ids.receive(packetId)
      this.#replies.answerUnmatched(packetId, qos)
    }
  }

  #settle(batch: Batch, results: readonly RecordResult[]): void {
    let fault: MqttFault | undefined
    for (let index = 0; index < results.length; index++) {
      const result = results[index] as RecordResult
      const id = batch.ids[index] as number
      const qos = id >> 16
      const packetId = id & 0xffff
      if (packetId === 0) this.#atMostOnce--
      else this.#ids.end(packetId)
      if (isFailure(result)) fault = this.#failed(batch, result, qos, packetId) ?? fault
      else if (packetId !== 0) this.#stored(qos, packetId)
    }
    this.#service.inFlight.give(batch.bytes)
    // What is stored is acknowledged first.
    if (fault) this.#peer.end(fault)
    this.#peer.settled()
  }

  #stored(qos: number, packetId: number): void {
    if (!this.#peer.open) return
    if (qos === 2) this.#ids.receive(packetId)
    this.#replies.answer(headerFor(qos), packetId)
  }

  /** @returns why the connection has to end: MQTT 3.1.1 cannot refuse a message otherwise */
  #failed(batch: Batch, { failure, message }: RecordFailure, qos: number, packetId: number): MqttFault | undefined {
    const { counts } = this.#service
    const passing = failure === 'retriable' || failure === 'unsure'
    // The engine gives up when another attempt would come too late.
    const lastAttempt = batch.expiresAt - this.#service.context.settings.retryBackoffMs
    if (passing && Date.now() >= lastAttempt) {
      countOne(counts.dropped, 'expired')
      if (packetId !== 0) this.#stored(qos, packetId)
    } else if (packetId === 0) {
      countOne(counts.dropped, failure)
    } else {
      countOne(counts.refused, failure)
      if (!this.#peer.open) return undefined
      const reason = KAFKA_REFUSALS[failure]
      if (this.#peer.session.version === 4) return new MqttFault(reason, message)
      this.#replies.say(headerFor(qos), packetId, reason, message)
    }
    return undefined
  }
}
