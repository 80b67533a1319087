import { RestError, type RestErrorOptions } from './rest-error.ts'

/** 401/401: no valid credentials. Carries the challenge of RFC 6750. */
export class Unauthorized extends RestError {
  constructor(message: string, challenge: string, options: RestErrorOptions = {}) {
    super(401, 401, message, { ...options, headers: { 'WWW-Authenticate': challenge } })
  }
}

/** 403/40301: the caller's scopes, or Kafka's ACLs, do not allow the action. */
export class Forbidden extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(403, 40301, message, options)
  }
}
