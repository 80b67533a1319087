import type { Sender } from '../auth/verifier.ts'
import { type Asking, admit, admitAgain } from './admission.ts'
import { answerPacket } from './answer-packet.ts'
import { checkConnect } from './check-connect.ts'
import { countOne } from './counts.ts'
import { Framing, PACKET } from './framing.ts'
import { BLOCK, Gate } from './gate.ts'
import { type Login, senderOf } from './login.ts'
import {
  type Connect,
  type ProtocolVersion,
  readConnect,
  readProtocolVersion,
  versionToAnswer,
  type Will,
} from './packets/connect.ts'
import { readDisconnect } from './packets/disconnect.ts'
import { MqttFault, protocolError } from './packets/fault.ts'
import type { PacketReader } from './packets/reader.ts'
import { REASON } from './packets/reason.ts'
import { readRelease } from './packets/release.ts'
import { disconnect, refusal } from './packets/write.ts'
import type { Peer } from './peer.ts'
import { Publisher } from './publisher.ts'
import { endName } from './refusals.ts'
import type { Client, MqttService } from './service.ts'
import { Silence } from './silence.ts'
import type { Transport } from './transport.ts'
import { welcome } from './welcome.ts'

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
 *
 * While anything stands in the way of the next packet ({@link BLOCK}) the transport is not read, and what has come is kept.
 */
export class MqttConnection implements Peer, Client {
  version: ProtocolVersion = 4
  login!: Login
  wantsWords = true
  maxPacketBytes = Number.POSITIVE_INFINITY
  readonly #service: MqttService
  readonly #transport: Transport
  readonly #framing = new Framing()
  readonly #gate: Gate
  readonly #publisher: Publisher
  #state: State = 'opened'
  /** The client has sent its last. */
  #ended = false
  /** Whether packets are being taken at this moment. */
  #reading = false
  #clientId = ''
  /** Whether it asked for a session that outlives it. */
  #wantedSession = false
  #sender: Sender | undefined
  #will: Will | undefined
  /** Counts from when the state, or what stands in the way, was last another, too. */
  readonly #silence = new Silence()

  constructor(service: MqttService, transport: Transport) {
    this.#service = service
    this.#transport = transport
    this.#gate = new Gate(transport)
    this.#publisher = new Publisher(service, this)
    service.counts.connections++
    service.counts.accepted++
  }

  get open(): boolean {
    return this.#state === 'connected'
  }

  get principal(): string {
    return this.login.identity.principal
  }

  /** Whether nothing of it is with Kafka. */
  get idle(): boolean {
    return this.#publisher.idle
  }

  /** Takes what has come. */
  receive(chunk: Buffer): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#framing.append(chunk)
    this.#read()
  }

  /** What was written has gone out. */
  drained(): void {
    this.#unblock(BLOCK.output)
  }

  /** The client sends nothing more: what has come is still taken, then the connection ends. */
  ended(): void {
    this.#ended = true
    this.#endWhenRead()
  }

  #endWhenRead(): void {
    if (this.#ended && this.#gate.isOpen) this.#transport.end()
  }

  /** The transport is closed, whoever closed it. */
  closed(): void {
    if (this.#state === 'closed') return
    const wasLoggedIn = this.login !== undefined
    if (this.#state !== 'closing') countOne(this.#service.counts.closed, 'lost')
    this.#state = 'closed'
    this.#service.counts.connections--
    this.#service.inFlight.forget(this)
    this.#framing.clear()
    if (!wasLoggedIn) return
    if (this.#service.clients.get(this.#clientId) === this) this.#service.clients.delete(this.#clientId)
    if (this.#will) this.#publisher.publishWill(this.#will)
    this.#will = undefined
    if (this.idle) this.login.end()
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
      if (this.#gate.isOpen) this.#lookAtSilence(now)
      else if (this.#gate.has(BLOCK.output) && silentMs > this.#service.context.settings.idleTimeoutMs)
        this.#drop('slow-reader')
    }
  }

  #lookAtSilence(now: number): void {
    const tooLong = this.#silence.isTooLong(now)
    if (tooLong)
      this.end(new MqttFault(REASON.keepAliveTimeout, 'Nothing came within one and a half times the keep-alive.'))
    if (tooLong !== false) return
    if (now >= this.login.validUntil) void this.#logInAgain()
    else this.#publisher.trim()
  }

  takeOver(): void {
    this.end(new MqttFault(REASON.sessionTakenOver, 'Another connection of the same client has come.'))
  }

  /** Reads nothing more. */
  stopReading(): void {
    this.#block(BLOCK.stopping)
  }

  /** Says that this process goes. */
  leave(): void {
    this.end(new MqttFault(REASON.serverShuttingDown, 'This server is stopping; connect again.'))
  }

  end(fault: MqttFault): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    countOne(this.#service.counts.closed, endName(fault.reason))
    this.#service.context.log.debug(
      { event: 'mqtt.connection-ended', reason: fault.reason, client: this.#clientId.slice(0, 100) },
      fault.message,
    )
    this.sendAnswers()
    if (this.#state === 'connected') {
      if (this.version === 5) this.write(disconnect(fault.reason, fault.message))
      // The caller is nobody any more.
      if (fault.reason === REASON.badUserOrPassword) this.#will = undefined
    } else {
      const words = refusal(this.version, fault.reason, fault.message)
      if (words) this.write(words)
    }
    this.#close()
  }

  /** Closes it at once. */
  destroy(): void {
    this.#transport.destroy()
  }

  write(bytes: Buffer): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#transport.write(bytes)
    if (this.#transport.backlog > MAX_BACKLOG) this.#block(BLOCK.output)
  }

  sendAnswers(): void {
    const answers = this.#publisher.takeAnswers()
    if (answers) this.write(answers)
  }

  slowDown(wait: number | Promise<number>): void {
    this.#block(BLOCK.rate)
    const go = () => this.#unblock(BLOCK.rate)
    if (typeof wait === 'number') setTimeout(go, wait).unref()
    else void wait.then((ms) => setTimeout(go, ms).unref())
  }

  settled(): void {
    if (this.#state === 'closed') {
      if (this.idle) this.login.end()
    } else if (this.#gate.has(BLOCK.window) && !this.#publisher.full) this.#unblock(BLOCK.window)
  }

  /** There is room in memory again. */
  proceed(): void {
    this.#unblock(BLOCK.memory)
  }

  audit(topic: string, reason: string): void {
    this.#service.context.audit.refused({
      principal: this.principal,
      address: this.#transport.socket.remoteAddress,
      client: this.#clientId,
      topic,
      reason,
      code: REASON.notAuthorized,
    })
  }

  #read(): void {
    if (this.#reading || !this.#gate.isOpen) return
    this.#reading = true
    try {
      // A CONNECT may not take longer for coming in small pieces.
      if (this.#state === 'connected') this.#heard()
      while (this.#gate.isOpen && this.#framing.next(this.#maxBytes, this.#state === 'opened')) this.#take()
    } catch (error) {
      this.#publisher.flush()
      this.end(this.#service.faultOf(error))
    } finally {
      this.#reading = false
    }
    this.#publisher.flush()
  }

  #heard(): void {
    if (this.#silence.heard() >= this.login.validUntil) void this.#logInAgain()
  }

  get #maxBytes(): number {
    const { maxMessageBytes } = this.#service.settings
    return this.#state === 'connected' ? maxMessageBytes : maxMessageBytes + MAX_LOGIN_BYTES
  }

  #take(): void {
    const { header, bytes, bodyStart, bodyEnd } = this.#framing
    const reader = this.#service.reader.open(bytes, bodyStart, bodyEnd)
    if (this.#state === 'opened') this.#connect(reader)
    else this.#takeFrom(reader, header)
  }

  #takeFrom(reader: PacketReader, header: number): void {
    switch (header >> 4) {
      case PACKET.publish:
        this.#publisher.publish(reader, header)
        if (this.#publisher.full) this.#block(BLOCK.window)
        if (this.#service.inFlight.full) {
          this.#block(BLOCK.memory)
          this.#service.inFlight.wait(this)
        }
        break
      case PACKET.pubrel:
        this.#publisher.release(readRelease(reader, this.version))
        break
      case PACKET.disconnect:
        this.#disconnected(reader)
        break
      default:
        this.write(answerPacket(reader, header, this.version))
    }
  }

  #disconnected(reader: PacketReader): void {
    const { reason, sessionExpirySeconds } = readDisconnect(reader, this.version)
    if (sessionExpirySeconds > 0 && !this.#wantedSession)
      throw protocolError('A session that ends with its connection is to be kept.')
    // Every other reason than a normal end has the will published (MQTT 5, 3.14.4).
    if (reason === REASON.success) this.#will = undefined
    countOne(this.#service.counts.closed, 'client')
    this.#publisher.flush()
    this.#close()
  }

  #connect(reader: PacketReader): void {
    this.version = 4
    try {
      this.version = readProtocolVersion(reader)
    } catch (error) {
      if (error instanceof MqttFault && error.reason === REASON.unsupportedVersion)
        this.version = versionToAnswer(reader)
      throw error
    }
    const connect = readConnect(reader, this.version)
    const { properties } = connect
    this.#wantedSession = (properties.sessionExpiry ?? 0) > 0
    this.wantsWords = properties.requestProblemInformation !== 0
    this.maxPacketBytes = properties.maximumPacketSize ?? Number.POSITIVE_INFINITY
    checkConnect(connect, this.version)
    this.#state = 'logging-in'
    this.#block(BLOCK.login)
    void this.#logIn(connect)
  }

  async #logIn(connect: Connect): Promise<void> {
    const service = this.#service
    const { isToken } = service.context.authenticator
    const asking = this.#asking(senderOf(connect, this.#transport, isToken), 'logging-in')
    try {
      const admitted = await admit(connect, asking, service)
      if (!admitted) return
      const { login, clientId } = admitted
      this.login = login
      this.#clientId = clientId
      service.clients.set(clientId, this)
      this.#will = connect.will
      this.#sender = asking.sender
      this.#state = 'connected'
      const { packet, silenceMs } = welcome(connect, this.version, clientId, service.settings)
      this.#silence.maxMs = silenceMs
      this.write(packet)
    } catch (error) {
      return this.end(service.faultOf(error))
    }
    this.#unblock(BLOCK.login)
  }

  /** What was known of the caller has run out. */
  async #logInAgain(): Promise<void> {
    if (!this.#sender || this.#gate.has(BLOCK.login)) return
    this.#block(BLOCK.login)
    const before = this.login
    try {
      const login = await admitAgain(before, this.#asking(this.#sender, 'connected'), this.#clientId, this.#service)
      if (!login) return
      this.login = login
      before.end()
      this.#publisher.forgetRoutes()
    } catch (error) {
      const fault = this.#service.faultOf(error)
      if (fault.reason === REASON.notAuthorized) this.#will = undefined
      return this.end(fault)
    }
    this.#unblock(BLOCK.login)
  }

  #asking(sender: Sender, state: State): Asking {
    const address = this.#transport.socket.remoteAddress
    return { version: this.version, sender, address, isWaiting: () => this.#state === state }
  }

  #block(why: number): void {
    if (this.#gate.block(why)) this.#silence.restart()
  }

  #unblock(why: number): void {
    if (!this.#gate.unblock(why) || this.#state === 'closing' || this.#state === 'closed') return
    this.#read()
    if (this.#gate.isOpen) this.#transport.resume()
    this.#endWhenRead()
  }

  #drop(why: string): void {
    countOne(this.#service.counts.closed, why)
    this.#service.context.metrics.countLimited(`mqtt-${why}`)
    this.#state = 'closing'
    this.#transport.destroy()
  }

  #close(): void {
    this.#state = 'closing'
    this.#silence.restart()
    this.#framing.clear()
    this.#transport.end()
    // What the client still sends is thrown away, so that it can read the end.
    this.#transport.resume()
  }
}
