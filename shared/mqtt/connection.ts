import { admit, admitAgain } from './admission.ts'
import { answerPacket } from './answer-packet.ts'
import { countOne } from './counts.ts'
import { type Framing, PACKET } from './framing.ts'
import { BLOCK } from './gate.ts'
import { Inlet, type Taker } from './inlet.ts'
import type { Connect } from './packets/connect.ts'
import { MqttFault } from './packets/fault.ts'
import type { PacketReader } from './packets/reader.ts'
import { REASON } from './packets/reason.ts'
import { readRelease } from './packets/release.ts'
import type { Peer } from './peer.ts'
import { Publisher } from './publisher.ts'
import { endName } from './refusals.ts'
import type { Client, MqttService } from './service.ts'
import { Session } from './session.ts'
import { Silence } from './silence.ts'
import type { Transport } from './transport.ts'

/** Answers that a client does not take: more are not made for it. */
const MAX_BACKLOG = 64 * 1024
/** A CONNECT may have a client identifier, a name and a password besides its will. */
const MAX_LOGIN_BYTES = 48 * 1024
/** How long a client may take to read why its connection ends. */
const LINGER_MS = 1_000

type State = 'opened' | 'logging-in' | 'connected' | 'closing' | 'closed'

/**
 * One client's connection, of MQTT 3.1.1 or 5.0: it publishes, and nothing is sent to it but answers.
 *
 *     opened ─CONNECT─▶ logging in ─CONNACK─▶ connected ─DISCONNECT, a fault, another of its kind─▶ closing ─▶ closed
 *        └──────────── anything else, or nothing in time ────────────────────────────────────────────┘        └▶ will
 */
export class MqttConnection implements Peer, Client, Taker {
  readonly session: Session
  readonly #service: MqttService
  readonly #transport: Transport
  readonly #inlet: Inlet
  readonly #publisher: Publisher
  #state: State = 'opened'
  /** Counts from when the state, or what stands in the way, was last another, too. */
  readonly #silence = new Silence()

  constructor(service: MqttService, transport: Transport) {
    this.#service = service
    this.#transport = transport
    this.session = new Session(service, transport)
    this.#inlet = new Inlet(transport, this)
    this.#publisher = new Publisher(service, this)
    service.counts.connections++
    service.counts.accepted++
  }

  get open(): boolean {
    return this.#state === 'connected'
  }

  get principal(): string {
    return this.session.login.identity.principal
  }

  /** Whether nothing of it is with Kafka. */
  get idle(): boolean {
    return this.#publisher.idle
  }

  /** Takes what has come. */
  receive(chunk: Buffer): void {
    this.#inlet.append(chunk)
  }

  /** What was written has gone out. */
  drained(): void {
    this.#inlet.unblock(BLOCK.output)
  }

  /** The client sends nothing more: what has come is still taken, then the connection ends. */
  ended(): void {
    this.#inlet.end()
  }

  /** The transport is closed, whoever closed it. */
  closed(): void {
    if (this.#state === 'closed') return
    if (this.#state !== 'closing') countOne(this.#service.counts.closed, 'lost')
    this.#state = 'closed'
    this.#service.counts.connections--
    this.#service.inFlight.forget(this)
    this.#inlet.stop()
    if (!this.session.isLoggedIn) return
    const { clients } = this.#service
    const { clientId, login } = this.session
    if (clients.get(clientId) === this) clients.delete(clientId)
    const will = this.session.takeWill()
    if (will) this.#publisher.publishWill(will)
    if (this.idle) login.end()
  }

  /** Looks at the clock, every second or so. @param now  epoch milliseconds */
  look(now: number): void {
    const { connectTimeoutMs } = this.#service.settings
    const silentMs = this.#silence.lastsMs(now)
    if (this.#state === 'closing') {
      if (silentMs > LINGER_MS) this.#transport.destroy()
    } else if (this.#state === 'opened') {
      if (silentMs > connectTimeoutMs) this.#drop('connect-timeout')
    } else if (this.#state === 'connected') {
      if (this.#inlet.isOpen) this.#lookAtSilence(now)
      else if (this.#inlet.has(BLOCK.output) && silentMs > this.#service.context.settings.idleTimeoutMs)
        this.#drop('slow-reader')
    }
  }

  #lookAtSilence(now: number): void {
    const tooLong = this.#silence.isTooLong(now)
    if (tooLong)
      this.end(new MqttFault(REASON.keepAliveTimeout, 'Nothing came within one and a half times the keep-alive.'))
    if (tooLong !== false) return
    if (now >= this.session.login.validUntil) void this.#logInAgain()
    else this.#publisher.trim()
  }

  takeOver(): void {
    this.end(new MqttFault(REASON.sessionTakenOver, 'Another connection of the same client has come.'))
  }

  /** Reads nothing more. */
  stopReading(): void {
    this.#inlet.block(BLOCK.stopping)
  }

  /** Says that this process goes. */
  leave(): void {
    this.end(new MqttFault(REASON.serverShuttingDown, 'This server is stopping; connect again.'))
  }

  end(fault: MqttFault): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    countOne(this.#service.counts.closed, endName(fault.reason))
    this.#service.context.log.debug(
      { event: 'mqtt.connection-ended', reason: fault.reason, client: this.session.clientId.slice(0, 100) },
      fault.message,
    )
    this.sendAnswers()
    const words = this.session.lastWords(fault, this.#state === 'connected')
    if (words) this.write(words)
    // The caller is nobody any more.
    if (fault.reason === REASON.badUserOrPassword) this.session.dropWill()
    this.#close()
  }

  /** Closes it at once. */
  destroy(): void {
    this.#transport.destroy()
  }

  write(bytes: Buffer): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#transport.write(bytes)
    if (this.#transport.backlog > MAX_BACKLOG) this.#inlet.block(BLOCK.output)
  }

  sendAnswers(): void {
    const answers = this.#publisher.takeAnswers()
    if (answers) this.write(answers)
  }

  slowDown(wait: number | Promise<number>): void {
    this.#inlet.block(BLOCK.rate)
    const go = () => this.#inlet.unblock(BLOCK.rate)
    if (typeof wait === 'number') setTimeout(go, wait).unref()
    else void wait.then((ms) => setTimeout(go, ms).unref())
  }

  settled(): void {
    if (this.#state === 'closed') {
      if (this.idle) this.session.login.end()
    } else if (this.#inlet.has(BLOCK.window) && !this.#publisher.full) this.#inlet.unblock(BLOCK.window)
  }

  /** There is room in memory again. */
  proceed(): void {
    this.#inlet.unblock(BLOCK.memory)
  }

  get maxBytes(): number {
    const { maxMessageBytes } = this.#service.settings
    return this.#state === 'connected' ? maxMessageBytes : maxMessageBytes + MAX_LOGIN_BYTES
  }

  get isNew(): boolean {
    return this.#state === 'opened'
  }

  heard(): void {
    // A CONNECT may not take longer for coming in small pieces.
    if (this.#state !== 'connected') return
    if (this.#silence.heard() >= this.session.login.validUntil) void this.#logInAgain()
  }

  take({ header, bytes, bodyStart, bodyEnd }: Framing): void {
    const reader = this.#service.reader.open(bytes, bodyStart, bodyEnd)
    if (this.#state === 'opened') this.#connect(reader)
    else this.#takeFrom(reader, header)
  }

  taken(error: unknown): void {
    this.#publisher.flush()
    if (error !== undefined) this.end(this.#service.faultOf(error))
  }

  blocked(): void {
    this.#silence.restart()
  }

  #takeFrom(reader: PacketReader, header: number): void {
    switch (header >> 4) {
      case PACKET.publish:
        this.#publisher.publish(reader, header)
        if (this.#publisher.full) this.#inlet.block(BLOCK.window)
        if (this.#service.inFlight.full) {
          this.#inlet.block(BLOCK.memory)
          this.#service.inFlight.wait(this)
        }
        break
      case PACKET.pubrel:
        this.#publisher.release(readRelease(reader, this.session.version))
        break
      case PACKET.disconnect:
        this.#disconnected(reader)
        break
      default:
        this.write(answerPacket(reader, header, this.session.version))
    }
  }

  #disconnected(reader: PacketReader): void {
    this.session.disconnected(reader)
    countOne(this.#service.counts.closed, 'client')
    this.#publisher.flush()
    this.#close()
  }

  #connect(reader: PacketReader): void {
    const connect = this.session.connect(reader)
    this.#state = 'logging-in'
    this.#inlet.block(BLOCK.login)
    void this.#logIn(connect)
  }

  async #logIn(connect: Connect): Promise<void> {
    const service = this.#service
    const asking = this.session.asking(connect, () => this.#state === 'logging-in')
    try {
      const admitted = await admit(connect, asking, service)
      if (!admitted) return
      service.clients.set(admitted.clientId, this)
      this.#state = 'connected'
      const { packet, silenceMs } = this.session.begin(connect, admitted)
      this.#silence.maxMs = silenceMs
      this.write(packet)
    } catch (error) {
      return this.end(service.faultOf(error))
    }
    this.#inlet.unblock(BLOCK.login)
  }

  /** What was known of the caller has run out. */
  async #logInAgain(): Promise<void> {
    const { session } = this
    const asking = session.askingAgain(() => this.#state === 'connected')
    if (!asking || this.#inlet.has(BLOCK.login)) return
    this.#inlet.block(BLOCK.login)
    try {
      const login = await admitAgain(session.login, asking, session.clientId, this.#service)
      if (!login) return
      session.renew(login)
      this.#publisher.forgetRoutes()
    } catch (error) {
      const fault = this.#service.faultOf(error)
      if (fault.reason === REASON.notAuthorized) session.dropWill()
      return this.end(fault)
    }
    this.#inlet.unblock(BLOCK.login)
  }

  #drop(why: string): void {
    countOne(this.#service.counts.closed, why)
    this.#service.context.metrics.countLimited(`mqtt-${why}`)
    this.#state = 'closing'
    this.#inlet.stop()
    this.#transport.destroy()
  }

  #close(): void {
    this.#state = 'closing'
    this.#silence.restart()
    this.#inlet.stop()
    this.#transport.end()
    // What the client still sends is thrown away, so that it can read the end.
    this.#transport.resume()
  }
}
