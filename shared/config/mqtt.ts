import type { ListenerAddress } from './listener.ts'
import type { Settings } from './load.ts'
import { variableOf } from './setting.ts'
import { MQTT_SETTINGS as NAMES } from './settings/mqtt.ts'

/** What the node server's MQTT listener goes by. */
export interface MqttSettings {
  readonly listeners: readonly ListenerAddress[]
  /** Undefined when there is no WebSocket. */
  readonly webSocketPath: string | undefined
  readonly refuseUnmatched: boolean
  /** Of a packet, without its fixed header. */
  readonly maxMessageBytes: number
  readonly headers: boolean
  readonly maxConnections: number
  /** 0: no limit. */
  readonly maxConnectionsPerAddress: number
  readonly receiveMaximum: number
  /** 0: what clients ask for. */
  readonly maxKeepAliveSeconds: number
  readonly connectTimeoutMs: number
  readonly qos0TimeoutMs: number
  /** Of messages from all connections that are on their way to Kafka. */
  readonly maxInFlightBytes: number
}

const SCHEMES: Readonly<Record<string, { readonly secure: boolean; readonly port: number }>> = {
  'mqtt:': { secure: false, port: 1883 },
  'tcp:': { secure: false, port: 1883 },
  'mqtts:': { secure: true, port: 8883 },
  'ssl:': { secure: true, port: 8883 },
}

/** What a record takes besides its message: the MQTT topic again as its key, headers, framing. */
const RECORD_OVERHEAD = 4096

/** @returns undefined when no MQTT is to be taken */
export function mqttSettings(settings: Settings, problems: string[]): MqttSettings | undefined {
  const listeners = parseListeners(settings.mqttListeners, problems)
  if (settings.mqttListeners.length === 0 && !settings.mqttWebSocket) return undefined
  if (settings.mqttTopicRegexList === '' && settings.mqttKafkaTopic === '') {
    problems.push(
      `${variable('mqttTopicRegexList')} is missing: it says which Kafka topic messages go to; for all to one write for example events:.*`,
    )
  }
  const { mqttMaxMessageBytes: maxMessageBytes, maxRequestBytes } = settings
  if (maxMessageBytes + RECORD_OVERHEAD > maxRequestBytes) {
    problems.push(
      `${variable('mqttMaxMessageBytes')}: ${maxMessageBytes} bytes and what belongs to a record besides do not fit into KAFKA_REST_PRODUCER_MAX_REQUEST_SIZE, ${maxRequestBytes}; set that to ${maxMessageBytes + RECORD_OVERHEAD} at least.`,
    )
  }
  if (settings.mqttWebSocket && settings.mqttWebSocketPath === '')
    problems.push(`${variable('mqttWebSocketPath')} is the root, where HTTP is; name a path such as /mqtt.`)
  return {
    listeners,
    webSocketPath: settings.mqttWebSocket ? settings.mqttWebSocketPath : undefined,
    refuseUnmatched: settings.mqttUnmatched === 'refuse',
    maxMessageBytes,
    headers: settings.mqttHeaders,
    maxConnections: settings.mqttMaxConnections,
    maxConnectionsPerAddress: settings.mqttMaxConnectionsPerAddress,
    receiveMaximum: settings.mqttReceiveMaximum,
    maxKeepAliveSeconds: settings.mqttMaxKeepAliveSeconds,
    connectTimeoutMs: settings.mqttConnectTimeoutMs,
    qos0TimeoutMs: settings.mqttQos0TimeoutMs,
    // The rest of the producer's buffer is for requests.
    maxInFlightBytes: Math.ceil(settings.bufferBytes / 2),
  }
}

function parseListeners(listeners: readonly string[], problems: string[]): readonly ListenerAddress[] {
  const addresses = listeners.flatMap((listener) => {
    const address = addressOf(listener)
    if (address) return address
    problems.push(`${variable('mqttListeners')}: '${listener}' is neither mqtt://host:port nor mqtts://host:port.`)
    return []
  })
  const named = addresses.filter(({ port }) => port !== 0).map(({ host, port }) => `${host}:${port}`)
  const twice = named.find((address, index) => named.indexOf(address) < index)
  if (twice) problems.push(`${variable('mqttListeners')}: ${twice} is named twice.`)
  return addresses
}

function addressOf(listener: string): ListenerAddress | undefined {
  if (!URL.canParse(listener)) return undefined
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(listener)
  const scheme = SCHEMES[protocol]
  if (!scheme || hostname === '') return undefined
  if ((pathname !== '' && pathname !== '/') || search || hash || username || password) return undefined
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || scheme.port), secure: scheme.secure }
}

function variable(name: keyof typeof NAMES): string {
  return variableOf(NAMES[name].name)
}
