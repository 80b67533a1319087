import type { KafkaSettings, SaslSettings } from '../kafka/settings.ts'
import { jaasLogin } from './jaas.ts'
import type { Settings } from './load.ts'

/** The way to the brokers. */
export function kafkaSettings(settings: Settings, problems: string[]): KafkaSettings {
  const sasl = settings.securityProtocol.startsWith('SASL_') ? saslOf(settings, problems) : undefined
  return {
    bootstrapServers: settings.bootstrapServers,
    clientId: settings.clientId,
    connectTimeoutMs: settings.connectTimeoutMs,
    requestTimeoutMs: settings.kafkaRequestTimeoutMs,
    connectionsMaxIdleMs: settings.connectionsMaxIdleMs,
    metadataMaxAgeMs: settings.metadataMaxAgeMs,
    retryBackoffMs: settings.retryBackoffMs,
    ...(settings.securityProtocol.endsWith('SSL') && { tls: tlsOf(settings) }),
    ...(sasl && { sasl }),
  }
}

function saslOf(settings: Settings, problems: string[]): SaslSettings | undefined {
  const login = jaasLogin(settings.saslJaasConfig)
  if (!login) problems.push('KAFKA_REST_CLIENT_SASL_JAAS_CONFIG needs username="…" and password="…".')
  return login && { mechanism: settings.saslMechanism, ...login }
}

function tlsOf({ sslCa, sslCertificate, sslKey }: Settings) {
  return {
    ...(sslCa && { ca: sslCa }),
    ...(sslCertificate && { cert: sslCertificate }),
    ...(sslKey && { key: sslKey }),
  }
}
