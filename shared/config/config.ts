import { parsePolicy } from '../auth/policy-text.ts'
import { unknownEndpoints } from '../http/endpoint-lists.ts'
import type { ProducerSettings } from '../kafka/producer/settings.ts'
import type { KafkaSettings, SaslSettings } from '../kafka/settings.ts'
import { routes } from '../routes.ts'
import { jaasLogin } from './jaas.ts'
import { isLoopback, parseListener } from './listener.ts'
import { ConfigurationError, readSettings, type Settings } from './load.ts'

/** The settings, checked against each other and sorted by who needs them. */
export interface Config {
  readonly settings: Settings
  readonly listener: { readonly host: string; readonly port: number }
  readonly kafka: KafkaSettings
  readonly producer: ProducerSettings
}

/**
 * @param environment  usually `process.env`
 * @param exposed      whether others than this machine can reach the proxy whatever it listens on, as on Lambda
 * @throws ConfigurationError  naming every problem there is
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>, exposed = false): Config {
  const problems: string[] = []
  const settings = withoutRegistryLogin(readSettings(environment, problems), problems)
  const listener = parseListener(settings.listeners, problems)
  const sasl = settings.securityProtocol.startsWith('SASL_') ? saslOf(settings, problems) : undefined
  const acks = settings.acks === '1' ? 1 : -1
  if (acks === 1 && settings.idempotence) {
    problems.push('KAFKA_REST_PRODUCER_ACKS=1 needs KAFKA_REST_PRODUCER_ENABLE_IDEMPOTENCE=false.')
  }
  checkIdentity(settings, exposed || !isLoopback(listener.host), problems)
  checkEndpoints('ALLOWLIST', settings.endpointAllowlist, problems)
  checkEndpoints('BLOCKLIST', settings.endpointBlocklist, problems)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    settings,
    listener,
    kafka: {
      bootstrapServers: settings.bootstrapServers,
      clientId: settings.clientId,
      connectTimeoutMs: settings.connectTimeoutMs,
      requestTimeoutMs: settings.kafkaRequestTimeoutMs,
      connectionsMaxIdleMs: settings.connectionsMaxIdleMs,
      metadataMaxAgeMs: settings.metadataMaxAgeMs,
      retryBackoffMs: settings.retryBackoffMs,
      ...(settings.securityProtocol.endsWith('SSL') && { tls: tlsOf(settings) }),
      ...(sasl && { sasl }),
    },
    producer: {
      acks,
      idempotence: settings.idempotence,
      compression: settings.compression,
      maxRequestBytes: settings.maxRequestBytes,
      batchBytes: settings.batchBytes,
      lingerMs: settings.lingerMs,
      bufferBytes: settings.bufferBytes,
      maxBlockMs: settings.maxBlockMs,
    },
  }
}

/**
 * Takes the login out of a registry's URL, where Confluent's clients have it too (`basic.auth.credentials.source=URL`):
 * whoever calls the registry, or writes of it, shall not have to.
 */
function withoutRegistryLogin(settings: Settings, problems: string[]): Settings {
  const url = new URL(settings.registryUrl ?? 'http://none')
  if (url.username === '' && url.password === '') return settings
  try {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    url.username = ''
    url.password = ''
    const registryUrl = url.href.replace(/\/+$/, '')
    return { ...settings, registryUrl, registryUserInfo: settings.registryUserInfo || login }
  } catch {
    problems.push('KAFKA_REST_SCHEMA_REGISTRY_URL: its user or password is not percent-encoded.')
    return settings
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

function checkIdentity(settings: Settings, reachable: boolean, problems: string[]): void {
  if (settings.jwtIssuer && !settings.jwtAudience) {
    problems.push(
      'KAFKA_REST_AUTH_JWT_AUDIENCE is missing: a token for another service of the issuer would be accepted.',
    )
  }
  if (reachable && !settings.jwtIssuer && !settings.gafaelfawrUrl && !settings.authNone) {
    problems.push(
      'Everybody who can reach the proxy could write: set KAFKA_REST_AUTH_JWT_ISSUER or KAFKA_REST_AUTH_GAFAELFAWR_URL, ' +
        'listen on 127.0.0.1 only, or, where something before the proxy checks callers, set KAFKA_REST_AUTH_NONE=true.',
    )
  }
  if (settings.policy) {
    try {
      parsePolicy(settings.policy)
    } catch (error) {
      problems.push(`KAFKA_REST_AUTH_POLICY: ${(error as Error).message}`)
    }
  }
}

function checkEndpoints(list: string, names: readonly string[], problems: string[]): void {
  for (const name of unknownEndpoints(names, routes)) {
    problems.push(
      `KAFKA_REST_API_ENDPOINTS_${list}: '${name}' is neither an operation nor a class of operations such as api.v3.topics.*; docs/routes.md has their names.`,
    )
  }
}
