import { RestError, type RestErrorOptions } from './rest-error.ts'

/** 422/42206: empty body, invalid topic name, schemas not enabled. */
export class PayloadError extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 42206, message, options)
  }
}

/** 422/42208: a batch that cannot be: no entries, too many, ids that are none or not distinct. */
export class InvalidBatch extends RestError {
  constructor(message: string) {
    super(422, 42208, message)
  }
}
