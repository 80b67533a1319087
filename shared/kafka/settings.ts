import type { ConnectionOptions as TlsOptions } from 'node:tls'

/** SASL towards the brokers, in the terms of KIP-12 and RFC 5802. */
export interface SaslSettings {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
  readonly username: string
  readonly password: string
}

/** How this process reaches Kafka; the same for producing, reading and administration. */
export interface KafkaSettings {
  /** `host:port` of brokers to start from. */
  readonly bootstrapServers: readonly string[]
  readonly clientId: string
  /** A connection that is not established by then has failed. */
  readonly connectTimeoutMs: number
  /** A request without an answer by then has failed, and its connection with it. */
  readonly requestTimeoutMs: number
  /** A connection unused for longer is replaced before use: a load balancer or a freeze may have killed it silently. */
  readonly connectionsMaxIdleMs: number
  /** Topic metadata older than this is asked for again. */
  readonly metadataMaxAgeMs: number
  /** Pause before a failed call is tried again. */
  readonly retryBackoffMs: number
  readonly tls?: TlsOptions
  readonly sasl?: SaslSettings
}
