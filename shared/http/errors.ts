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

/** 400/400: malformed JSON, a value of the wrong type, bad base64, a datum that does not fit its schema. */
export class BadRequest extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(400, 400, message, options)
  }
}

/** 400/40002: Kafka refused the request as such (topic exists, bad replication factor, bad config, policy). */
export class KafkaRefused extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(400, 40002, message, options)
  }
}

/** 401/401: no valid credentials. Carries the challenge of RFC 6750. */
export class Unauthorized extends RestError {
  constructor(message: string, challenge: string, options: RestErrorOptions = {}) {
    super(401, 401, message, { ...options, headers: { 'WWW-Authenticate': challenge } })
  }
}

/** 401/40101: Kafka did not accept the credentials used towards it. */
export class KafkaUnauthenticated extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(401, 40101, message, options)
  }
}

/** 403/40301: the caller's scopes, or Kafka's ACLs, do not allow the action. */
export class Forbidden extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(403, 40301, message, options)
  }
}

/** 404/404: no such route, cluster, broker, config, group; a path parameter that is not of its type. */
export class NotFound extends RestError {
  constructor(message = 'HTTP 404 Not Found', options?: RestErrorOptions) {
    super(404, 404, message, options)
  }
}

/** 404/40401: the topic does not exist, in v1's words (contract G). */
export class TopicNotFound extends RestError {
  constructor() {
    super(404, 40401, 'Topic not found.')
  }
}

/** 404/40402: the topic exists, the partition does not. */
export class PartitionNotFound extends RestError {
  constructor(message = 'Partition not found.', options?: RestErrorOptions) {
    super(404, 40402, message, options)
  }
}

/** 404/40403: Kafka does not know the topic or partition (the code Confluent's current version answers with). */
export class UnknownTopicOrPartition extends RestError {
  constructor(message = 'This server does not host this topic-partition.', options?: RestErrorOptions) {
    super(404, 40403, message, options)
  }
}

/** 404/40403: the instance never existed, has expired, was deleted, or belongs to somebody else. */
export class ConsumerNotFound extends RestError {
  constructor(why: 'unknown' | 'expired' = 'unknown') {
    super(
      404,
      40403,
      why === 'expired'
        ? 'Consumer instance not found. It has expired: create it again.'
        : 'Consumer instance not found.',
    )
  }
}

/** 403/403: `OPTIONS`, where the settings refuse it (contract F.5, `reject.options.request`). */
export class OptionsRefused extends RestError {
  constructor() {
    super(403, 403, 'HTTP 403 Forbidden. OPTIONS is not answered here.')
  }
}

/** 405/405 with the `Allow` header of RFC 9110, section 10.2.1. */
export class MethodNotAllowed extends RestError {
  constructor(allow: readonly string[]) {
    super(405, 405, 'HTTP 405 Method Not Allowed', { headers: { Allow: allow.join(', ') } })
  }
}

/** 406/406: nothing the route can produce is acceptable to the client. Answered without a Content-Type (contract A.5). */
export class NotAcceptable extends RestError {
  constructor(produces: readonly string[]) {
    super(406, 406, `HTTP 406 Not Acceptable. This route answers ${produces.join(', ')}.`)
  }
}

/** 406/40601: the Accept header asks for another format than the instance was created with. */
export class FormatMismatch extends RestError {
  constructor(format: string) {
    super(
      406,
      40601,
      `The requested embedded data format does not match the deserializer of this consumer instance, which is ${format}.`,
    )
  }
}

/** 408/408: the request's body had not come by the time its answer is due. */
export class BodyTimeout extends RestError {
  constructor() {
    super(408, 408, 'The request body did not come in time; send it faster, or less of it.', { limit: 'body-time' })
  }
}

/** 408/40801: a record that is not of the instance's format. A seek past it goes on. */
export class UndecodableRecord extends RestError {
  constructor(topic: string, partition: number, offset: bigint, reason: string) {
    super(
      408,
      40801,
      `The record at offset ${offset} of partition ${partition} of topic '${topic}' cannot be read: ${reason}. Seek past it to go on.`,
    )
  }
}

/** 413/413: an answer that the platform does not carry. What was asked for has been done. */
export class AnswerTooLong extends RestError {
  constructor(bytes: number, maxBytes: number) {
    super(
      413,
      413,
      `The answer takes ${bytes} bytes, more than the ${maxBytes} that Lambda carries; ask for less at once.`,
    )
  }
}

/** 413/413: a record that no answer has room for, as on Lambda. Nothing moves past it by itself. */
export class RecordTooLong extends RestError {
  constructor(topic: string, partition: number, offset: bigint, maxBytes: number) {
    super(
      413,
      413,
      `The record at offset ${offset} of partition ${partition} of topic '${topic}' does not fit into an answer, which has ${maxBytes} bytes at most here. Seek past it to go on, or read it where answers are streamed.`,
    )
  }
}

/** 409/40901: a v1 instance reads one topic, and this one reads another already (contract G). */
export class AlreadySubscribed extends RestError {
  constructor(topics: readonly string[]) {
    super(409, 40901, `The consumer cannot read this topic: it is subscribed to ${topics.join(', ')}.`)
  }
}

/** 409/40902: the group has an instance of this name. */
export class ConsumerExists extends RestError {
  constructor() {
    super(409, 40902, 'Consumer instance with the specified ID already exists.')
  }
}

/** 409/40903: kinds of subscription mixed, a partition that is not assigned, a group that native consumers are in. */
export class IllegalState extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(409, 40903, `Illegal state: ${message}`, options)
  }
}

/** 413/413: the request body is larger than the configured limit. */
export class PayloadTooLarge extends RestError {
  constructor(maxBytes: number) {
    super(413, 413, `The request body is larger than ${maxBytes} bytes; send fewer records per request.`, {
      limit: 'body',
    })
  }
}

/** 413/413: more records in one request than the configured limit. */
export class TooManyRecords extends RestError {
  constructor(records: number, limit: number) {
    super(413, 413, `The request has ${records} records, more than ${limit}; split it into several.`, {
      limit: 'records',
    })
  }
}

/** 415/415: the route does not read this media type; the message lists those it does. */
export class UnsupportedMediaType extends RestError {
  constructor(consumes: readonly string[]) {
    super(415, 415, `HTTP 415 Unsupported Media Type. This route reads ${consumes.join(', ')}.`)
  }
}

/** 415/415: the body is compressed (RFC 9110, 15.5.16): a few bytes could become more than any limit allows. */
export class UnsupportedContentCoding extends RestError {
  constructor() {
    super(
      415,
      415,
      'HTTP 415 Unsupported Media Type. Bodies are read as they are: send this one without Content-Encoding.',
      {
        headers: { 'Accept-Encoding': 'identity' },
      },
    )
  }
}

/** 422/422: well-formed JSON of the wrong shape (missing or empty field, unknown field). */
export class Unprocessable extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 422, message, options)
  }
}

/** 422/42201: records have keys but the request names no key schema. */
export class KeySchemaMissing extends RestError {
  constructor() {
    super(422, 42201, 'Request includes keys but does not include key schema')
  }
}

/** 422/42202: records have values but the request names no value schema. */
export class ValueSchemaMissing extends RestError {
  constructor() {
    super(422, 42202, 'Request includes values but does not include value schema')
  }
}

/** 422/40001: `fetch.min.bytes` out of bounds; the code is Confluent's (contract B.4). */
export class FetchMinBytesOutOfRange extends RestError {
  constructor() {
    super(422, 40001, 'fetch.min.bytes must be between -1 and 10000000.')
  }
}

/** 422/42204: a setting of a new consumer instance that cannot be. */
export class InvalidConsumerConfig extends RestError {
  constructor(message: string) {
    super(422, 42204, `Invalid consumer configuration: ${message}`)
  }
}

/** 422/42205: the schema text is not a valid schema, or is not compatible with the subject's earlier versions. */
export class InvalidSchema extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 42205, message, options)
  }
}

/** 422/42206: empty body, invalid topic name, schemas not enabled. */
export class PayloadError extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 42206, message, options)
  }
}

/** 422/42207: the registry refused: unknown schema id, an id of another subject, an incompatible schema. */
export class SchemaRefused extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 42207, message, options)
  }
}

/** The schema registry's own no, for those who read from it through this proxy: its status, its code, its message. */
export class RegistryRefusal extends RestError {}

/** 422/42208: a batch that cannot be: no entries, too many, ids that are none or not distinct. */
export class InvalidBatch extends RestError {
  constructor(message: string) {
    super(422, 42208, message)
  }
}

/** 429/429: the caller, or all callers together, ask for more than a limit allows; nothing was done. */
export class RateLimited extends RestError {
  /** @param waitMs  when it may be worth trying again */
  constructor(limit: string, why: string, waitMs: number) {
    super(429, 429, `Request rate limit exceeded: ${why}`, { limit, headers: { 'Retry-After': retryAfter(waitMs) } })
  }
}

/** 429/429: the caller has as many consumer instances as a caller may have; none was made. */
export class TooManyInstances extends RestError {
  /** @param waitMs  until the first of them may expire */
  constructor(max: number, waitMs: number) {
    super(
      429,
      429,
      `You have ${max} consumer instances, as many as are allowed; delete those that are not needed, or wait until they expire.`,
      { limit: 'instances', headers: { 'Retry-After': retryAfter(waitMs) } },
    )
  }
}

/** 431/431: more headers than the configured limit. */
export class TooManyHeaders extends RestError {
  constructor(max: number) {
    super(431, 431, `The request has more than ${max} headers; send fewer.`, { limit: 'headers' })
  }
}

/** 429/42901: Kafka's quota for changes of topics and partitions is used up for now (KIP-599); nothing was done. */
export class KafkaThrottled extends RestError {
  constructor(message: string, options: RestErrorOptions = {}) {
    super(429, 42901, message, { ...options, headers: { 'Retry-After': '1' } })
  }
}

/** 500/500: a defect of this proxy. The cause is logged, the client gets no detail. */
export class InternalError extends RestError {
  constructor(cause: unknown) {
    super(500, 500, 'Internal Server Error', { cause })
  }
}

/** 500/50002: Kafka answered with an error that trying again will not cure. */
export class KafkaFailed extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(500, 50002, message, options)
  }
}

/** 500/50003: Kafka answered with an error that trying again may cure, or did not answer in time. */
export class KafkaRetriable extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(500, 50003, message, options)
  }
}

/** 503/50302: no broker could be reached. */
export class BrokerUnavailable extends RestError {
  constructor(options: RestErrorOptions = {}, message = 'Kafka cannot be reached at the moment; try again.') {
    super(503, 50302, message, {
      ...options,
      headers: { 'Retry-After': '1' },
    })
  }
}

/** 503/503: as many requests are under way as may be at once; nothing was done. */
export class Overloaded extends RestError {
  constructor() {
    super(503, 503, 'Too many requests are under way at the moment; try again.', {
      limit: 'concurrent-requests',
      headers: { 'Retry-After': '1' },
    })
  }
}

/** 503/503: more passwords are waiting to be checked than would be in time; nothing was done. */
export class TooManyPasswords extends RestError {
  constructor() {
    super(503, 503, 'Too many passwords are being checked at the moment; try again.', {
      headers: { 'Retry-After': '5' },
    })
  }
}

/** 503/503: something the proxy depends on (token issuer, schema registry) gave no answer in time; nothing was done. */
export class DependencyUnavailable extends RestError {
  constructor(what: string, options: RestErrorOptions = {}) {
    super(503, 503, `The ${what} cannot be reached at the moment; try again.`, {
      ...options,
      headers: { 'Retry-After': '5' },
    })
  }
}

/** Whole seconds, as RFC 9110 has it, and never too early. */
function retryAfter(waitMs: number): string {
  return String(Math.max(1, Math.ceil(waitMs / 1000)))
}
