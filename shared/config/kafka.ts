import type { KafkaSettings, Login } from '../kafka/settings.ts'
import { kafkaSasl } from './kafka-sasl.ts'
import { kafkaTls } from './kafka-tls.ts'
import type { Settings } from './load.ts'

/** The way to the brokers. */
export function kafkaSettings(settings: Settings, problems: string[]): KafkaSettings {
  return {
    bootstrapServers: settings.bootstrapServers,
    clientId: settings.clientId,
    connectTimeoutMs: settings.connectTimeoutMs,
    requestTimeoutMs: settings.kafkaRequestTimeoutMs,
    connectionsMaxIdleMs: settings.connectionsMaxIdleMs,
    metadataMaxAgeMs: settings.metadataMaxAgeMs,
    retryBackoffMs: settings.retryBackoffMs,
    ...kafkaLogin(settings, problems),
  }
}

/** Who the proxy is towards the brokers; files that settings name are read. */
export function kafkaLogin(settings: Settings, problems: string[]): Login {
  const { securityProtocol } = settings
  const tls = securityProtocol.endsWith('SSL') ? kafkaTls(settings, problems) : undefined
  const sasl = securityProtocol.startsWith('SASL_') ? kafkaSasl(settings, problems) : undefined
  return { ...(tls && { tls }), ...(sasl && { sasl }) }
}
