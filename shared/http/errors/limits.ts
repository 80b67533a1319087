import { RestError } from './rest-error.ts'

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

/** 431/431: more headers than the configured limit. */
export class TooManyHeaders extends RestError {
  constructor(max: number) {
    super(431, 431, `The request has more than ${max} headers; send fewer.`, { limit: 'headers' })
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

/** Whole seconds, as RFC 9110 has it, and never too early. */
function retryAfter(waitMs: number): string {
  return String(Math.max(1, Math.ceil(waitMs / 1000)))
}
