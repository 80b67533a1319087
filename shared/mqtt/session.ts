import type { Sender } from '../auth/verifier.ts'
import type { Admitted, Asking } from './admission.ts'
import { checkConnect } from './check-connect.ts'
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
import { disconnect, refusal } from './packets/write.ts'
import type { MqttService } from './service.ts'
import type { Transport } from './transport.ts'
import { type Welcome, welcome } from './welcome.ts'

/** From CONNECT to DISCONNECT: what a client has said of itself, by what right it is here, and what it leaves behind. */
export class Session {
  version: ProtocolVersion = 4
  /** Whether reasons may be said in words. */
  wantsWords = true
  /** Bytes of the largest packet that the client takes. */
  maxPacketBytes = Number.POSITIVE_INFINITY
  /** The client's own, or one that it was given; empty before it is let in. */
  clientId = ''
  /** Set as long as anything can be published: from when the client is let in. */
  login!: Login
  readonly #service: MqttService
  readonly #transport: Transport
  /** Whether the client asked for a session that outlives its connection. */
  #isToOutlive = false
  #sender: Sender | undefined
  #will: Will | undefined

  constructor(service: MqttService, transport: Transport) {
    this.#service = service
    this.#transport = transport
  }

  get isLoggedIn(): boolean {
    return this.login !== undefined
  }

  /** Takes a CONNECT. @throws MqttFault  it is none, or the client cannot be let in whoever it is */
  connect(reader: PacketReader): Connect {
    try {
      this.version = readProtocolVersion(reader)
    } catch (error) {
      if (error instanceof MqttFault && error.reason === REASON.unsupportedVersion)
        this.version = versionToAnswer(reader)
      throw error
    }
    const connect = readConnect(reader, this.version)
    const { sessionExpiry, requestProblemInformation, maximumPacketSize } = connect.properties
    this.#isToOutlive = (sessionExpiry ?? 0) > 0
    this.wantsWords = requestProblemInformation !== 0
    this.maxPacketBytes = maximumPacketSize ?? Number.POSITIVE_INFINITY
    checkConnect(connect, this.version)
    return connect
  }

  /** Who asks to come in. @param isWaiting  whether the connection still waits to hear of it */
  asking(connect: Connect, isWaiting: () => boolean): Asking {
    this.#sender = senderOf(connect, this.#transport, this.#service.context.authenticator.isToken)
    return this.#askingFor(this.#sender, isWaiting)
  }

  /** Who asks to stay. @returns undefined before it has asked to come in */
  askingAgain(isWaiting: () => boolean): Asking | undefined {
    return this.#sender && this.#askingFor(this.#sender, isWaiting)
  }

  /** The client is let in. @returns what it hears of it */
  begin(connect: Connect, { login, clientId }: Admitted): Welcome {
    this.login = login
    this.clientId = clientId
    this.#will = connect.will
    return welcome(connect, this.version, clientId, this.#service.settings)
  }

  /** The client may stay. */
  renew(login: Login): void {
    const before = this.login
    this.login = login
    before.end()
  }

  /** Takes a DISCONNECT. @throws MqttFault */
  disconnected(reader: PacketReader): void {
    const { reason, sessionExpirySeconds } = readDisconnect(reader, this.version)
    if (sessionExpirySeconds > 0 && !this.#isToOutlive)
      throw protocolError('A session that ends with its connection is to be kept.')
    // Every other reason than a normal end has the will published (MQTT 5, 3.14.4).
    if (reason === REASON.success) this.dropWill()
  }

  /** What the client hears of why its connection ends; undefined where its version has no words for it. */
  lastWords({ reason, message }: MqttFault, isConnected: boolean): Buffer | undefined {
    if (!isConnected) return refusal(this.version, reason, message)
    return this.version === 5 ? disconnect(reason, message) : undefined
  }

  /** A line for whoever watches who is refused. */
  audit(topic: string, reason: string): void {
    this.#service.context.audit.refused({
      principal: this.login.identity.principal,
      address: this.#transport.socket.remoteAddress,
      client: this.clientId,
      topic,
      reason,
      code: REASON.notAuthorized,
    })
  }

  /** The will is not published any more. */
  dropWill(): void {
    this.#will = undefined
  }

  /** The will, which is published once. */
  takeWill(): Will | undefined {
    const will = this.#will
    this.#will = undefined
    return will
  }

  #askingFor(sender: Sender, isWaiting: () => boolean): Asking {
    return { version: this.version, sender, address: this.#transport.socket.remoteAddress, isWaiting }
  }
}
