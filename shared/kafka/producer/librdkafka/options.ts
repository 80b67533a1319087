import { rootCertificates } from 'node:tls'
import type { KafkaSettings, Login, SaslSettings, TlsSettings } from '../../settings.ts'
import type { ProducerSettings } from '../settings.ts'

/** librdkafka's own bounds. */
const LEAST_SETUP_MS = 1000
const LEAST_REQUEST_MS = 10
const MOST_REQUEST_MS = 300_000
const MOST_MS = 2_147_483_647
const MOST_RECORD_BYTES = 1_000_000_000
const MOST_QUEUE_KB = 2_147_483_647
/** Backoffs grow up to this, unless what is asked for is longer. */
const MOST_BACKOFF_MS = 1000
/** A token that does not say how long it lives is asked for again after most of this. */
const TOKEN_LIFE_MS = 3_600_000
const IN_FLIGHT = 5

/**
 * The proxy's settings in librdkafka's words (its CONFIGURATION.md).
 *
 * All in one object: with a second one for topics, even an empty one, the package drops those that stand in the first.
 */
export function librdkafkaOptions(kafka: KafkaSettings, login: Login, producer: ProducerSettings) {
  const requestMs = clamp(kafka.requestTimeoutMs, LEAST_REQUEST_MS, MOST_REQUEST_MS)
  return {
    'bootstrap.servers': kafka.bootstrapServers.join(','),
    'client.id': kafka.clientId,
    'socket.connection.setup.timeout.ms': Math.max(LEAST_SETUP_MS, kafka.connectTimeoutMs),
    'socket.timeout.ms': requestMs,
    // The broker's own limit is the shorter one, so that its word comes before librdkafka stops listening.
    'request.timeout.ms': Math.max(1, Math.floor(requestMs * 0.8)),
    'socket.keepalive.enable': true,
    'connections.max.idle.ms': Math.min(MOST_MS, kafka.connectionsMaxIdleMs),
    'reconnect.backoff.ms': Math.min(kafka.retryBackoffMs, MOST_BACKOFF_MS),
    'reconnect.backoff.max.ms': MOST_BACKOFF_MS,
    'retry.backoff.ms': kafka.retryBackoffMs,
    'retry.backoff.max.ms': Math.max(kafka.retryBackoffMs, MOST_BACKOFF_MS),
    'topic.metadata.refresh.interval.ms': Math.min(3_600_000, kafka.metadataMaxAgeMs),
    // It is waited for here: librdkafka would give up what has been waiting for long at the first doubt.
    'topic.metadata.propagation.max.ms': 0,
    'allow.auto.create.topics': false,
    'enable.metrics.push': false,
    log_level: 4,
    'log.connection.close': false,
    dr_cb: true,
    acks: producer.acks,
    'enable.idempotence': producer.idempotence,
    // Without numbers a batch that is sent again would come behind those that were sent after it.
    'max.in.flight.requests.per.connection': producer.idempotence ? IN_FLIGHT : 1,
    'compression.type': producer.compression,
    'linger.ms': producer.lingerMs,
    'message.max.bytes': Math.min(MOST_RECORD_BYTES, producer.maxRequestBytes),
    'batch.size': Math.min(MOST_MS, producer.maxRequestBytes),
    'message.timeout.ms': producer.deliveryTimeoutMs,
    // The buffer is bounded before; this is for records whose callers have stopped waiting.
    'queue.buffering.max.kbytes': Math.min(MOST_QUEUE_KB, queueKilobytes(producer)),
    'queue.buffering.max.messages': 0,
    ...securityOptions(login),
  }
}

/** A record that is larger than the whole buffer gets in when it is alone. */
function queueKilobytes({ bufferBytes, maxRequestBytes }: ProducerSettings): number {
  return Math.ceil((bufferBytes + maxRequestBytes) / 1024)
}

function securityOptions({ tls, sasl }: Login): Record<string, unknown> {
  return {
    'security.protocol': `${sasl ? 'sasl_' : ''}${tls ? 'ssl' : 'plaintext'}`,
    ...(tls && tlsOptions(tls)),
    ...(sasl && saslOptions(sasl)),
  }
}

function tlsOptions({ ca, certificate, key, checkHostname }: TlsSettings): Record<string, unknown> {
  return {
    // The system's would be another list than the one that the proxy itself goes by.
    'ssl.ca.pem': ca ?? rootCertificates.join('\n'),
    ...(certificate !== undefined && { 'ssl.certificate.pem': certificate }),
    ...(key !== undefined && { 'ssl.key.pem': key }),
    'ssl.endpoint.identification.algorithm': checkHostname ? 'https' : 'none',
  }
}

function saslOptions(sasl: SaslSettings): Record<string, unknown> {
  if (sasl.mechanism !== 'OAUTHBEARER') {
    const { mechanism, username, password } = sasl
    return { 'sasl.mechanisms': mechanism, 'sasl.username': username, 'sasl.password': password }
  }
  const { mechanism, token, extensions = {} } = sasl
  return {
    'sasl.mechanisms': mechanism,
    async oauthbearer_token_refresh_cb() {
      const { value, expiresAt, principal } = await token()
      const lifetime = Number.isFinite(expiresAt) ? expiresAt : Date.now() + TOKEN_LIFE_MS
      return { tokenValue: value, lifetime, principal, extensions }
    },
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
