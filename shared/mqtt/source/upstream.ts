import type { IClientOptions, IConnackPacket, MqttClient } from 'mqtt'
import { acknowledgements } from './acknowledgements.ts'
import { type Message, messageOf } from './message.ts'
import type { SourceSettings } from './settings.ts'
import type { Acknowledge } from './window.ts'

/** Who is told what happens at the broker. */
export interface UpstreamListener {
  /** @param resumed  whether the broker has kept the session of an earlier connection */
  onConnected(resumed: boolean, acknowledge: Acknowledge): void
  onSubscribed(): void
  onDisconnected(): void
  /**
   * A message, whose acknowledgement is the listener's.
   *
   * @param next  is to be called when the next one may come
   */
  onMessage(message: Message, next: () => void): void
  /** @param packetId  of a message at QoS 2 that the broker will not send again */
  onReleased(packetId: number): void
  /** The broker cannot be reached, or refuses something: what it says. */
  onTrouble(error: Error): void
}

/** A connection to a broker of MQTT that is made again whenever it ends. */
export interface Upstream {
  /** Reads nothing more, and says good-bye; the broker keeps the session if it is one to keep. Resolves when it is closed. */
  close(): Promise<void>
}

const FIRST_PAUSE_MS = 250
const MOST_PAUSE_MS = 30_000
/** For the last packet to go out. */
const GOOD_BYE_MS = 300

/** With it the client is told that a message's acknowledgement is not its business. */
const ACKNOWLEDGED_ELSEWHERE = new Error('The message is acknowledged when Kafka has it.')

/**
 * Subscribes by npm's `mqtt`, which is loaded here and not before.
 *
 * Left to itself that client acknowledges a message as soon as a callback returns, and hands over the next one only then: a
 * round trip to Kafka for each message; at QoS 2 it keeps messages in memory that the broker has forgotten already. So it is
 * told of each message at QoS 1 and 2 that it cannot be acknowledged now (`customHandleAcks` with an error, which sends
 * nothing and goes on with the next packet), and PUBACK and PUBREC are written past it when their time has come. PUBREL it
 * answers by itself: with nothing in its store that is a PUBCOMP.
 */
export async function connectUpstream(settings: SourceSettings, listener: UpstreamListener): Promise<Upstream> {
  // What is bundled has this package's parts behind its default only.
  const { default: mqtt } = await import('mqtt')
  const client = mqtt.connect(optionsOf(settings))
  let pauseMs = FIRST_PAUSE_MS
  let subscribed = false
  let closing = false
  // Given to the constructor it would count with MQTT 5 only.
  client.options.customHandleAcks = (topic, _payload, packet, done) =>
    take(messageOf(topic, packet), () => done(ACKNOWLEDGED_ELSEWHERE))
  client.handleMessage = (packet, done) => take(messageOf(packet.topic, packet), done)

  /** A message that cannot be taken yet: no packet behind it is read, answers to our pings neither. */
  let waiting = false

  function take(message: Message, next: () => void): void {
    // Whoever has said good-bye leaves the rest to the next connection.
    if (closing) return
    waiting = true
    listener.onMessage(message, () => {
      waiting = false
      next()
    })
  }

  const patience = setInterval(() => {
    if (!waiting || !client.connected) return
    client.sendPing()
    client.reschedulePing(true)
  }, settings.keepAliveSeconds * 500)

  async function subscribe(): Promise<void> {
    const { stream } = client
    const { qos } = settings
    try {
      // Retained messages come with a subscription that is new, not with each connection (MQTT 5, 3.8.3.1).
      const granted = await client.subscribeAsync(
        Object.fromEntries(settings.filters.map((each) => [each, { qos, rh: 1 }])),
      )
      const refused = granted.find((grant) => grant.qos >= 0x80)
      if (refused) throw new Error(`The broker refuses the subscription to ${refused.topic} (${refused.qos}).`)
      const lower = granted.find((grant) => grant.qos < qos)
      if (lower) listener.onTrouble(new Error(`The broker grants ${lower.topic} at QoS ${lower.qos} only, not ${qos}.`))
      pauseMs = FIRST_PAUSE_MS
      subscribed = true
      listener.onSubscribed()
    } catch (error) {
      if (closing || stream !== client.stream || stream.destroyed) return
      listener.onTrouble(error as Error)
      stream.destroy()
    }
  }

  client.on('connect', ({ sessionPresent: resumed }: IConnackPacket) => {
    listener.onConnected(resumed, acknowledgements(client.stream, settings.protocolVersion))
    if (resumed && subscribed) {
      pauseMs = FIRST_PAUSE_MS
      listener.onSubscribed()
    } else void subscribe()
  })
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'pubrel' && packet.messageId !== undefined) listener.onReleased(packet.messageId)
  })
  client.on('disconnect', ({ reasonCode, properties }) => {
    const why = properties?.reasonString ?? `reason code ${reasonCode}`
    listener.onTrouble(new Error(`The broker has ended the connection: ${why}.`))
  })
  client.on('error', (error) => {
    if (error !== ACKNOWLEDGED_ELSEWHERE) listener.onTrouble(error)
  })
  client.on('close', () => {
    listener.onDisconnected()
    // The client has just set its timer by the one before.
    client.options.reconnectPeriod = pauseMs * (0.5 + Math.random() / 2)
    pauseMs = Math.min(MOST_PAUSE_MS, pauseMs * 2)
  })

  return {
    close() {
      closing = true
      clearInterval(patience)
      return closed(client)
    },
  }
}

/** With packets that wait to be read a stream never comes to its end by itself. */
function closed(client: MqttClient): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      client.stream.destroy()
      resolve()
    }, GOOD_BYE_MS)
    client.end(false, {}, () => {
      clearTimeout(late)
      resolve()
    })
  })
}

function optionsOf(settings: SourceSettings): IClientOptions {
  const { servers, path, username, password, tls, protocolVersion, clean, receiveMaximum } = settings
  const [first] = servers
  return {
    servers: servers.map((server) => ({ ...server })),
    protocol: first?.protocol ?? 'mqtt',
    path,
    clientId: settings.clientId,
    clean,
    protocolVersion,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    keepalive: settings.keepAliveSeconds,
    connectTimeout: settings.connectTimeoutMs,
    reconnectPeriod: FIRST_PAUSE_MS,
    reconnectOnConnackError: true,
    resubscribe: false,
    ...(protocolVersion === 5 && {
      properties: { receiveMaximum, ...(!clean && { sessionExpiryInterval: settings.sessionExpirySeconds }) },
    }),
    ...tls,
  }
}
