import type { Hono } from 'hono'
import type { LambdaContext } from 'hono/aws-lambda'
import { AnswerTooLong } from '../http/errors/limits.ts'
import { BadRequest } from '../http/errors/request.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { JSON_TYPE } from '../http/media-types.ts'
import { errorAnswer } from '../http/wire-error.ts'
import { type HttpEvent, isHttpEvent } from './event.ts'
import { lightResponse } from './light-response.ts'
import { MOST_RESULT_BYTES } from './limits.ts'
import { pathOf } from './path.ts'
import { requestOf } from './request.ts'
import { type HttpResult, resultOf } from './result.ts'

/** The application as a function of events. */
export type Serve = (event: unknown, lambdaContext: LambdaContext | undefined) => Promise<Response>

/** What is left of the platform after this: a response for any event there may be. */
export function createServe(app: Hono): Serve {
  return async (event, lambdaContext) => {
    if (!isHttpEvent(event)) return refusal(new BadRequest('Bad Request: this event is no HTTP request.'))
    const { path, prefix } = pathOf(event)
    let request: Request
    try {
      request = requestOf(event, path)
    } catch {
      return refusal(new BadRequest('Bad Request: the method, a header or the path cannot be read.'))
    }
    return app.fetch(request, { event, lambdaContext, linkPrefix: prefix, responseOf: lightResponse })
  }
}

/** Answers with all of a response; one that Lambda would not take is refused here, in the words of the contract. */
export async function bufferedResult(event: unknown, response: Response): Promise<HttpResult> {
  const from = isHttpEvent(event) ? event : NO_EVENT
  const result = await resultOf(from, response)
  if (result.body.length * MOST_GROWTH < MOST_RESULT_BYTES) return result
  const bytes = Buffer.byteLength(JSON.stringify(result))
  return bytes <= MOST_RESULT_BYTES ? result : resultOf(from, refusal(new AnswerTooLong(bytes, MOST_RESULT_BYTES)))
}

/** Of a character in JSON: a control character as `\u0000`. */
const MOST_GROWTH = 6

const NO_EVENT: HttpEvent = { rawPath: '/', requestContext: { http: { method: 'GET' } } }

function refusal(error: RestError): Response {
  return lightResponse(errorAnswer(error, JSON_TYPE))
}
