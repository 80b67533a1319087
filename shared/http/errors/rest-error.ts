/**
 * Every error a client can be answered with: HTTP status, Confluent error code, a sentence that says what to change.
 *
 * `code` is the HTTP status itself, or status × 100 + n where Confluent numbers the case (contract, section D).
 * The message goes to the client as it is; `cause` never does: it is for the log.
 */
export class RestError extends Error {
  readonly status: number
  readonly code: number
  /** Extra response headers, for example `Retry-After` or `WWW-Authenticate`. */
  readonly headers: Readonly<Record<string, string>>
  /** Name of the limit that the request went beyond, if it is one that is counted (docs/operations.md). */
  readonly limit: string | undefined

  constructor(status: number, code: number, message: string, options: RestErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.status = status
    this.code = code
    this.headers = options.headers ?? {}
    this.limit = options.limit
  }
}

export interface RestErrorOptions {
  cause?: unknown
  headers?: Readonly<Record<string, string>>
  limit?: string
}
