import { unknownEndpoints } from '../http/endpoint-lists.ts'
import type { Librdkafka } from '../kafka/producer/librdkafka/native.ts'
import type { ProducerSettings } from '../kafka/producer/settings.ts'
import type { KafkaSettings } from '../kafka/settings.ts'
import { unknownCosts } from '../limits/costs.ts'
import type { SourceSettings } from '../mqtt/source/settings.ts'
import type { RegistrySettings } from '../registry/settings.ts'
import { routes } from '../routes.ts'
import { type CallerSettings, callerSettings } from './callers.ts'
import { checkIdentity } from './identity.ts'
import { kafkaSettings } from './kafka.ts'
import { configuredLibrdkafka } from './librdkafka.ts'
import { isLoopback, type Listener, type ListenerAddress, parseListeners } from './listener.ts'
import { listenerTls } from './listener-tls.ts'
import { ConfigurationError, readSettings, type Settings } from './load.ts'
import { type MqttSettings, mqttSettings } from './mqtt.ts'
import { mqttSource } from './mqtt-source.ts'
import { registrySettings } from './registry.ts'
import { isWebFunction, webFunctionEnvironment } from './web-function.ts'

/** The settings, checked against each other and sorted by who needs them. */
export interface Config {
  readonly settings: Settings
  /** In the order in which they are named. */
  readonly listeners: readonly Listener[]
  readonly kafka: KafkaSettings
  /** Only when Kafka is spoken to in callers' own names. */
  readonly callers: CallerSettings | undefined
  /** `undefined` when none is configured. */
  readonly registry: RegistrySettings | undefined
  readonly producer: ProducerSettings
  /** Only where MQTT brokers are subscribed at. */
  readonly mqttSource: SourceSettings | undefined
  /** `undefined` when no MQTT is to be taken. Node server only. */
  readonly mqtt: MqttConfig | undefined
  /** Only when records are produced with it. */
  readonly librdkafka: Librdkafka | undefined
  /** Whether AWS runs this process as a Lambda Web Function. */
  readonly webFunction: boolean
}

/** How the node server takes MQTT. */
export interface MqttConfig {
  readonly settings: MqttSettings
  readonly listeners: readonly Listener[]
}

/**
 * @param environment  usually `process.env`
 * @param exposed      whether others than this machine can reach the proxy whatever it listens on, as on Lambda
 * @param problems     what is wrong already
 * @throws ConfigurationError  naming every problem there is
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  exposed = false,
  problems: string[] = [],
): Config {
  const webFunction = isWebFunction(environment)
  const settings = readSettings(webFunctionEnvironment(environment), problems)
  const listeners = parseListeners(settings.listeners, problems)
  const kafka = kafkaSettings(settings, problems)
  const callers = callerSettings(settings, problems)
  const registry = registrySettings(settings, problems)
  const acks = settings.acks === '1' ? 1 : -1
  if (acks === 1 && settings.idempotence) {
    problems.push('KAFKA_REST_PRODUCER_ACKS=1 needs KAFKA_REST_PRODUCER_ENABLE_IDEMPOTENCE=false.')
  }
  const librdkafka =
    settings.producerEngine === 'librdkafka' ? configuredLibrdkafka(settings, environment, problems) : undefined
  const mqtt =
    settings.mqttListeners.length > 0 || settings.mqttWebSocket ? mqttSettings(settings, problems) : undefined
  const all = [...listeners, ...(mqtt?.listeners ?? [])]
  const secure = all.some((listener) => listener.secure)
  const tls = secure ? listenerTls(settings, problems) : undefined
  const onLambda = exposed || webFunction || environment.AWS_LAMBDA_FUNCTION_NAME !== undefined
  const source = settings.mqttServerUri.length > 0 ? mqttSource(settings, onLambda, problems) : undefined
  const place = { onLambda, reachable: onLambda || all.some(({ host }) => !isLoopback(host)), secure }
  checkIdentity(settings, place, problems)
  checkEndpoints('ALLOWLIST', settings.endpointAllowlist, problems)
  checkEndpoints('BLOCKLIST', settings.endpointBlocklist, problems)
  for (const name of unknownCosts(settings.rateCosts, routes)) {
    problems.push(
      `KAFKA_REST_RATE_LIMIT_COSTS: '${name}' is neither an operation nor a class of operations such as api.v3.topics.*; docs/routes.md has their names, which have no format here.`,
    )
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  const secured = (address: ListenerAddress): Listener => (address.secure && tls ? { ...address, tls } : address)
  return {
    settings,
    webFunction,
    listeners: listeners.map(secured),
    mqtt: mqtt && { settings: mqtt, listeners: mqtt.listeners.map(secured) },
    kafka,
    callers,
    registry,
    mqttSource: source,
    librdkafka,
    producer: {
      acks,
      idempotence: settings.idempotence,
      compression: settings.compression,
      maxRequestBytes: settings.maxRequestBytes,
      batchBytes: settings.batchBytes,
      lingerMs: settings.lingerMs,
      bufferBytes: settings.bufferBytes,
      maxBlockMs: settings.maxBlockMs,
      deliveryTimeoutMs: settings.deliveryTimeoutMs,
    },
  }
}

function checkEndpoints(list: string, names: readonly string[], problems: string[]): void {
  if (names.length === 0) return
  for (const name of unknownEndpoints(names, routes)) {
    problems.push(
      `KAFKA_REST_API_ENDPOINTS_${list}: '${name}' is neither an operation nor a class of operations such as api.v3.topics.*; docs/routes.md has their names.`,
    )
  }
}
