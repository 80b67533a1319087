import { isUtf8 } from 'node:buffer'
import {
  isFailure,
  type OutgoingRecord,
  type RecordFailure,
  type RecordResult,
  type Sequence,
} from '../produce/producer.ts'
import { Answers } from './answers.ts'
import { countOne } from './counts.ts'
import type { Login } from './login.ts'
import { MessageIds } from './message-ids.ts'
import type { ProtocolVersion, Will } from './packets/connect.ts'
import { MqttFault, malformed, protocolError } from './packets/fault.ts'
import { NO_PROPERTIES, type Properties, readProperties } from './packets/properties.ts'
import type { PacketReader } from './packets/reader.ts'
import { REASON } from './packets/reason.ts'
import { readPacketId } from './packets/subscribe.ts'
import { acknowledgement, HEADER } from './packets/write.ts'
import { recordOf } from './record.ts'
import { KAFKA_REFUSALS, refusalName } from './refusals.ts'
import { type Route, routeOf } from './route.ts'
import type { MqttService } from './service.ts'

/** A connection, as its publisher sees it. */
export interface Peer {
  readonly version: ProtocolVersion
  readonly login: Login
  /** Whether reasons may be said in words. */
  readonly wantsWords: boolean
  /** Bytes of the largest packet that the client takes. */
  readonly maxPacketBytes: number
  /** Whether anything can be answered. */
  readonly open: boolean
  write(bytes: Buffer): void
  sendAnswers(): void
  /** Reads no more for so long. */
  slowDown(wait: number | Promise<number>): void
  /** Some of what was on its way has arrived. */
  settled(): void
  end(fault: MqttFault): void
  /** A line for whoever watches who is refused. */
  audit(topic: string, reason: string): void
}

/** Messages that go to Kafka in one call. */
interface Batch {
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

/** How much of one connection may be on its way: as many messages of the default's size as the default lets it have. */
const MAX_BYTES = 1024 * 1024
/** Larger calls gain nothing. */
const MAX_BATCH_BYTES = 256 * 1024
/** Topics of a connection about which there is a line in the audit log. */
const MAX_AUDITED = 20
/** What a message costs besides its bytes. */
const OVERHEAD = 100

/** Topic aliases that a client of MQTT 5 may have. */
export const TOPIC_ALIAS_MAXIMUM = 16

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
  /** Messages without an acknowledgement to send, and bytes of all, that are with Kafka. */
  atMostOnce = 0
  bytes = 0
  readonly #service: MqttService
  readonly #peer: Peer
  readonly #ids = new MessageIds()
  #aliases: (Route | undefined)[] | undefined
  #last: Route | undefined
  #audited: Set<string> | undefined
  #batch: Batch | undefined
  #calls = 0
  /** Of topics into which an earlier call's records have not entered. */
  #sequences: Map<string, Sequence> | undefined
  readonly #answers = new Answers()

  constructor(service: MqttService, peer: Peer) {
    this.#service = service
    this.#peer = peer
  }

  /** Whether so much is on its way that nothing more should be read. */
  get full(): boolean {
    const { receiveMaximum } = this.#service.settings
    if (this.bytes >= MAX_BYTES || this.atMostOnce >= receiveMaximum) return true
    // Clients of MQTT 5 know how many they may send, and should be heard while they have sent as many.
    return this.#peer.version === 4 && this.#ids.withKafka >= receiveMaximum
  }

  /** Whether nothing is with Kafka. */
  get idle(): boolean {
    return this.#calls === 0 && this.#batch === undefined
  }

  /** Takes a PUBLISH. @throws MqttFault  the connection has to end */
  publish(reader: PacketReader, header: number): void {
    const { version } = this.#peer
    const start = reader.position
    const qos = (header >> 1) & 0x03
    const [dup, retain] = [(header & 0x08) !== 0, (header & 0x01) !== 0]
    if (qos === 3) throw malformed('A PUBLISH has a QoS that there is not.')
    if (qos === 0 && dup) throw malformed('A message of QoS 0 cannot be one that is sent again.')
    const name = reader.binary()
    const packetId = qos > 0 ? readPacketId(reader) : 0
    const properties = version === 5 ? readProperties(reader, 'publish') : NO_PROPERTIES
    if (retain && version === 5) throw new MqttFault(REASON.retainNotSupported, 'Messages are not retained here.')
    this.#service.counts.messages[qos as 0 | 1 | 2]++
    const route = this.#routeOf(name, properties.topicAlias)
    if (qos > 0 && this.#isKnown(packetId, qos, dup)) return
    const payload = reader.rest()
    if (properties.payloadFormat === 1 && !isUtf8(payload)) {
      this.#refuse(packetId, qos, REASON.payloadFormatInvalid, 'The payload is not UTF-8, as it is said to be.')
    } else if (route.topic === undefined) this.#unmatched(packetId, qos, route.name)
    else if (!route.allowed) this.#refuse(packetId, qos, REASON.notAuthorized, notAllowed(route.topic))
    else {
      const record = recordOf(route.key, payload, { qos, retain, properties }, this.#service.settings.headers)
      const bytes = reader.end - start + route.key.length + OVERHEAD
      this.#add(route.topic, record, bytes, packetId, qos, properties)
    }
  }

  /** Takes a PUBREL. @throws MqttFault */
  release(packetId: number): void {
    const known = this.#ids.release(packetId)
    if (!known && this.#ids.isWithKafka(packetId)) throw protocolError('A message is released before it was received.')
    if (known || this.#peer.version === 4) this.#answer(HEADER.pubcomp, packetId)
    else this.#say(HEADER.pubcomp, packetId, REASON.packetIdNotFound, 'There is no message of that identifier.')
  }

  /** Gives the messages of this turn to Kafka. */
  flush(): void {
    const batch = this.#batch
    if (!batch) return
    this.#batch = undefined
    const { login } = this.#peer
    const { settings } = this.#service.context
    const now = Date.now()
    const patienceMs = batch.atMostOnce ? this.#service.settings.qos0TimeoutMs : settings.deliveryTimeoutMs
    const sequence = this.#sequences?.get(batch.topic) ?? {}
    batch.startedAt = performance.now()
    this.#calls++
    const done = login.producer.produce(
      batch.topic,
      batch.records,
      Math.min(batch.expiresAt, now + patienceMs),
      sequence,
    )
    if (sequence.entering) {
      this.#sequences ??= new Map()
      this.#sequences.set(batch.topic, sequence)
    }
    done.then(
      (results) => this.#settle(batch, results, sequence),
      (error) => {
        this.#service.context.log.error(
          { event: 'mqtt.produce-failed', err: error },
          'A message could not be produced.',
        )
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

  /** The acknowledgements of this turn; undefined when there are none. */
  takeAnswers(): Buffer | undefined {
    return this.#answers.take()
  }

  /** Whether a will may be published as it is. @throws MqttFault  not */
  checkWill({ topic, payload, retain, properties }: Will): void {
    if (retain && this.#peer.version === 5)
      throw new MqttFault(REASON.retainNotSupported, 'Messages are not retained here.')
    if (properties.payloadFormat === 1 && !isUtf8(payload))
      throw new MqttFault(REASON.payloadFormatInvalid, 'The payload of the will is not UTF-8, as it is said to be.')
    const route = routeOf(Buffer.from(topic), this.#peer.login.identity, this.#service)
    if (route.topic === undefined) {
      if (this.#service.settings.refuseUnmatched)
        throw new MqttFault(REASON.topicNameInvalid, 'The topic of the will belongs to no Kafka topic.')
    } else if (!route.allowed) {
      throw new MqttFault(REASON.notAuthorized, `Not allowed: a will on topic ${route.topic}.`)
    }
  }

  /** Produces a will; nobody is there to be told what becomes of it. */
  publishWill({ topic: name, payload, qos, retain, properties }: Will): void {
    const { counts, settings } = this.#service
    counts.messages[qos as 0 | 1 | 2]++
    const { key, topic, allowed } = routeOf(Buffer.from(name), this.#peer.login.identity, this.#service)
    if (topic === undefined) counts.unmatched++
    else if (!allowed) countOne(counts.dropped, 'will-not-allowed')
    else {
      const record = recordOf(key, payload, { qos, retain, properties }, settings.headers)
      // As one of QoS 0 it has no acknowledgement, and Kafka is waited for as long as for others.
      this.flush()
      this.#add(topic, record, payload.length + key.length + OVERHEAD, 0, qos, properties)
      this.flush()
    }
  }

  /** Forgets where messages go: what the client may do has changed. */
  forgetRoutes(): void {
    this.#last = undefined
    this.#aliases = this.#aliases?.map((route) => route && routeOf(route.key, this.#peer.login.identity, this.#service))
  }

  /** Gives back memory that nothing needs at the moment. */
  trim(): void {
    this.#ids.trim()
    if (this.#calls === 0) this.#sequences = undefined
  }

  #routeOf(name: Buffer, alias: number | undefined): Route {
    if (alias === undefined) {
      const last = this.#last
      if (last?.key.equals(name)) return last
      this.#last = this.#newRoute(name)
      return this.#last
    }
    if (alias === 0 || alias > TOPIC_ALIAS_MAXIMUM)
      throw new MqttFault(REASON.topicAliasInvalid, `Topic aliases are 1 to ${TOPIC_ALIAS_MAXIMUM}.`)
    if (name.length === 0) {
      const route = this.#aliases?.[alias]
      if (!route) throw protocolError('The topic alias stands for no topic.')
      return route
    }
    const route = this.#newRoute(name)
    this.#aliases ??= new Array(TOPIC_ALIAS_MAXIMUM + 1)
    this.#aliases[alias] = route
    return route
  }

  #newRoute(name: Buffer): Route {
    const route = routeOf(name, this.#peer.login.identity, this.#service)
    if (route.topic !== undefined && !route.allowed && this.#isNews(route.topic))
      this.#peer.audit(route.topic, notAllowed(route.topic))
    return route
  }

  /** A line for each topic that a client may not produce to, not for each message. */
  #isNews(topic: string): boolean {
    this.#audited ??= new Set()
    if (this.#audited.has(topic) || this.#audited.size >= MAX_AUDITED) return false
    this.#audited.add(topic)
    return true
  }

  /** Whether a message has come before, or its identifier belongs to another; then it is answered. */
  #isKnown(packetId: number, qos: number, dup: boolean): boolean {
    const { version } = this.#peer
    const known = this.#ids.find(packetId, qos, dup)
    if (known === 'new') {
      if (version === 5 && this.#ids.size >= this.#service.settings.receiveMaximum)
        throw new MqttFault(REASON.receiveMaximumExceeded, TOO_MANY)
      return false
    }
    if (known === 'in-use') {
      if (version === 4) throw protocolError(IN_USE)
      this.#refuse(packetId, qos, REASON.packetIdInUse, IN_USE)
      return true
    }
    this.#service.counts.repeated++
    // The answer to what is with Kafka is still to come.
    if (known === 'received') this.#answer(HEADER.pubrec, packetId)
    return true
  }

  #unmatched(packetId: number, qos: number, name: string): void {
    const { counts, settings } = this.#service
    counts.unmatched++
    this.#service.tellUnmatched(name)
    if (settings.refuseUnmatched)
      this.#refuse(packetId, qos, REASON.topicNameInvalid, 'The topic belongs to no Kafka topic.')
    else if (qos > 0) this.#acknowledgeUnmatched(packetId, qos)
  }

  #acknowledgeUnmatched(packetId: number, qos: number): void {
    if (qos === 2) this.#ids.receive(packetId)
    const header = qos === 1 ? HEADER.puback : HEADER.pubrec
    if (this.#peer.version === 4) this.#answer(header, packetId)
    else this.#peer.write(acknowledgement(header, packetId, REASON.noMatchingSubscribers, undefined))
  }

  /** @throws MqttFault  there is no other way to say so */
  #refuse(packetId: number, qos: number, reason: number, message: string): void {
    countOne(this.#service.counts.refused, refusalName(reason))
    if (this.#peer.version === 4 || qos === 0) throw new MqttFault(reason, message)
    this.#say(qos === 1 ? HEADER.puback : HEADER.pubrec, packetId, reason, message)
  }

  #add(
    topic: string,
    record: OutgoingRecord,
    bytes: number,
    packetId: number,
    qos: number,
    { messageExpiry }: Properties,
  ): void {
    const atMostOnce = qos === 0
    const expiresAt = messageExpiry === undefined ? Number.POSITIVE_INFINITY : Date.now() + messageExpiry * 1000
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
    batch.ids.push((qos << 16) | packetId)
    batch.bytes += bytes
    this.bytes += bytes
    this.#service.inFlight.take(bytes)
    if (packetId === 0) this.atMostOnce++
    else this.#ids.begin(packetId, qos)
  }

  #settle(batch: Batch, results: readonly RecordResult[], sequence: Sequence): void {
    const service = this.#service
    this.#calls--
    this.bytes -= batch.bytes
    if (!sequence.entering && this.#sequences?.get(batch.topic) === sequence) this.#sequences.delete(batch.topic)
    service.observeProduced(performance.now() - batch.startedAt)
    let fault: MqttFault | undefined
    for (let index = 0; index < results.length; index++) {
      const result = results[index] as RecordResult
      const id = batch.ids[index] as number
      const [qos, packetId] = [id >> 16, id & 0xffff]
      if (packetId === 0) this.atMostOnce--
      else this.#ids.end(packetId)
      if (isFailure(result)) fault = this.#failed(batch, result, qos, packetId) ?? fault
      else if (packetId !== 0) this.#stored(qos, packetId)
    }
    service.inFlight.give(batch.bytes)
    // What is stored is acknowledged first.
    if (fault) this.#peer.end(fault)
    this.#peer.settled()
  }

  #stored(qos: number, packetId: number): void {
    if (!this.#peer.open) return
    if (qos === 2) this.#ids.receive(packetId)
    this.#answer(qos === 1 ? HEADER.puback : HEADER.pubrec, packetId)
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
      if (this.#peer.version === 4) return new MqttFault(reason, message)
      this.#say(qos === 1 ? HEADER.puback : HEADER.pubrec, packetId, reason, message)
    }
    return undefined
  }

  #answer(header: number, packetId: number): void {
    if (this.#answers.add(header, packetId)) this.#service.answerSoon(this.#peer)
  }

  #say(header: number, packetId: number, reason: number, message: string): void {
    const whole = this.#peer.wantsWords && acknowledgement(header, packetId, reason, message)
    const fits = whole && whole.length <= this.#peer.maxPacketBytes
    this.#peer.write(fits ? whole : acknowledgement(header, packetId, reason, undefined))
  }
}

function notAllowed(topic: string): string {
  return `Not allowed: produce on topic ${topic}.`
}

const FAILURE: RecordFailure = { failure: 'unsure', message: 'Whether the message is stored is not known.' }
