import { RestError, type RestErrorOptions } from './rest-error.ts'

/** 400/400: malformed JSON, a value of the wrong type, bad base64, a datum that does not fit its schema. */
export class BadRequest extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(400, 400, message, options)
  }
}

/** 422/422: well-formed JSON of the wrong shape (missing or empty field, unknown field). */
export class Unprocessable extends RestError {
  constructor(message: string, options?: RestErrorOptions) {
    super(422, 422, message, options)
  }
}

/** 404/404: no such route, cluster, broker, config, group; a path parameter that is not of its type. */
export class NotFound extends RestError {
  constructor(message = 'HTTP 404 Not Found', options?: RestErrorOptions) {
    super(404, 404, message, options)
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

/** 408/408: the request's body had not come by the time its answer is due. */
export class BodyTimeout extends RestError {
  constructor() {
    super(408, 408, 'The request body did not come in time; send it faster, or less of it.', { limit: 'body-time' })
  }
}

/** 406/406: nothing the route can produce is acceptable to the client. Answered without a Content-Type (contract A.5). */
export class NotAcceptable extends RestError {
  constructor(produces: readonly string[]) {
    super(406, 406, `HTTP 406 Not Acceptable. This route answers ${produces.join(', ')}.`)
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
