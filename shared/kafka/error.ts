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

/** No TLS: a certificate, the broker's or ours, is not accepted. Nothing was sent; before somebody acts nothing will be. */
export class KafkaTlsFailed extends KafkaUnreachable {
  /** @param reason  completes a sentence; names no address */
  constructor(reason: string, cause: unknown) {
    super(`No secure connection to Kafka: ${reason}.`, false, cause)
    this.name = 'KafkaTlsFailed'
  }
}

/** The broker did not accept the credentials it was shown. Trying again with the same will not help. */
export class KafkaLoginRefused extends Error {
  constructor(cause: unknown) {
    super('Kafka did not accept the credentials it was shown.', { cause })
    this.name = 'KafkaLoginRefused'
  }
}
