import type { LoginRenewal } from './login/renewal.ts'
import type { TokenSource } from './login/token.ts'

/** A user name and a password: PLAIN (RFC 4616) or SCRAM (RFC 5802). */
export interface PasswordSettings {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
  readonly username: string
  readonly password: string
}

/** A token (RFC 7628), asked for at every login. */
export interface TokenSettings {
  readonly mechanism: 'OAUTHBEARER'
  readonly token: TokenSource
  /** SASL extensions (KIP-342), such as Confluent Cloud's `logicalCluster`. */
  readonly extensions?: Readonly<Record<string, string>>
}

/** SASL towards the brokers, in the terms of KIP-12. */
export type SaslSettings = PasswordSettings | TokenSettings

/** TLS towards the brokers, at least 1.2; all in PEM, which every Kafka client reads. */
export interface TlsSettings {
  /** Certificates that brokers' are checked against; the system's without it. */
  readonly ca?: string
  /** This proxy's own certificate, and those that certify it. */
  readonly certificate?: string
  /** Its private key, not encrypted. */
  readonly key?: string
  /** Whether a broker's certificate must be for the name it is reached by. */
  readonly checkHostname: boolean
}

/** Who this process is towards the brokers, and how it knows them. */
export interface Login {
  readonly tls?: TlsSettings
  readonly sasl?: SaslSettings
}

/** How this process reaches Kafka; the same for producing, reading and administration, and for every client library. */
export interface KafkaSettings extends Login {
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
  /** Stands for {@link Login} where secrets may change while the process runs. */
  readonly renewal?: LoginRenewal
  /** Hears of every connection that could not be made. @param broker  `host:port` */
  readonly onConnectionFailed?: (broker: string, error: Error) => void
}
