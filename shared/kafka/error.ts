import { protocolErrors, protocolErrorsCodesById } from '@platformatic/kafka'

/** An error code a broker answered with (Kafka protocol guide, "Error Codes"). */
export class KafkaError extends Error {
  /** The protocol's number. */
  readonly code: number
  /** The protocol's name, for example `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly id: string
  /** Whether the protocol calls the error retriable. */
  readonly retriable: boolean

  constructor(code: number, detail?: string | null) {
    const id = protocolErrorsCodesById[code] ?? 'UNKNOWN_SERVER_ERROR'
    super(detail || (protocolErrors[id]?.message ?? `Kafka error ${code}.`))
    this.name = 'KafkaError'
    this.code = code
    this.id = id
    this.retriable = protocolErrors[id]?.canRetry ?? false
  }
}

/**
 * No answer: the connection could not be made, was cut, or the deadline passed first.
 *
 * `sent` says whether the request may have reached the broker; when it may have, its effect is unknown.
 */
export class KafkaUnreachable extends Error {
  readonly sent: boolean

  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, { cause })
    this.name = 'KafkaUnreachable'
    this.sent = sent
  }
}

/** The broker did not accept this proxy's own credentials: SASL or TLS. Trying again will not help. */
export class KafkaLoginRefused extends Error {
  constructor(cause: unknown) {
    super('Kafka did not accept the credentials this proxy uses.', { cause })
    this.name = 'KafkaLoginRefused'
  }
}
