import { Answers } from './answers.ts'
import { countOne } from './counts.ts'
import { MqttFault } from './packets/fault.ts'
import { REASON } from './packets/reason.ts'
import { acknowledgement, HEADER } from './packets/write.ts'
import type { Peer } from './peer.ts'
import { refusalName } from './refusals.ts'
import type { MqttService } from './service.ts'

/** What one connection is told of its messages. */
export class Replies {
  readonly #service: MqttService
  readonly #peer: Peer
  readonly #answers = new Answers()

  constructor(service: MqttService, peer: Peer) {
    this.#service = service
    this.#peer = peer
  }

  /** The acknowledgements of this turn; undefined when there are none. */
  take(): Buffer | undefined {
    return this.#answers.take()
  }

  /** Acknowledges, with nothing to add, at the end of this turn. */
  answer(header: number, packetId: number): void {
    if (this.#answers.add(header, packetId)) this.#service.answerSoon(this.#peer)
  }

  /** Acknowledges with a reason of MQTT 5, in words where the client wants and takes them. */
  say(header: number, packetId: number, reason: number, message: string): void {
    const whole = this.#peer.session.wantsWords && acknowledgement(header, packetId, reason, message)
    const fits = whole && whole.length <= this.#peer.session.maxPacketBytes
    this.#peer.write(fits ? whole : acknowledgement(header, packetId, reason, undefined))
  }

  /** Acknowledges a message that belongs nowhere. */
  answerUnmatched(packetId: number, qos: number): void {
    const header = headerFor(qos)
    if (this.#peer.session.version === 4) this.answer(header, packetId)
    else this.#peer.write(acknowledgement(header, packetId, REASON.noMatchingSubscribers, undefined))
  }

  /** Refuses a message that Kafka has not seen. @throws MqttFault  there is no other way to say so */
  refuse(packetId: number, qos: number, reason: number, message: string): void {
    countOne(this.#service.counts.refused, refusalName(reason))
    if (this.#peer.session.version === 4 || qos === 0) throw new MqttFault(reason, message)
    this.say(headerFor(qos), packetId, reason, message)
  }
}

/** What acknowledges a PUBLISH. @param qos  1 or 2 */
export function headerFor(qos: number): number {
  return qos === 1 ? HEADER.puback : HEADER.pubrec
}
