import { RestError, type RestErrorOptions } from './rest-error.ts'

/** 500/500: a defect of this proxy. The cause is logged, the client gets no detail. */
export class InternalError extends RestError {
  constructor(cause: unknown) {
    super(500, 500, 'Internal Server Error', { cause })
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
