import type { Posted } from './posted.ts'

const DELIMITER = Buffer.alloc(8)
const TYPE = 'application/vnd.awslambda.http-integration-response'

/** What the head of a streamed HTTP answer says. */
export interface Prelude {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
}

/**
 * Takes a streamed HTTP answer apart as Lambda does: JSON, eight zeros, the body.
 *
 * @throws Error  it is none
 */
export function streamedAnswer({ headers, body }: Posted): { prelude: Prelude; body: Buffer } {
  if (headers['content-type'] !== TYPE) throw new Error(`The stream's type is ${headers['content-type']}.`)
  if (headers['lambda-runtime-function-response-mode'] !== 'streaming') throw new Error('It is no stream.')
  const end = body.indexOf(DELIMITER)
  if (end < 0) throw new Error('The stream has no prelude.')
  return {
    prelude: JSON.parse(body.subarray(0, end).toString()) as Prelude,
    body: body.subarray(end + DELIMITER.length),
  }
}

/** As the client of a function URL sees it. */
export function streamedResponse(posted: Posted): Response {
  const { prelude, body } = streamedAnswer(posted)
  const bodyless = prelude.statusCode === 204 || prelude.statusCode === 304
  return new Response(bodyless ? null : new Uint8Array(body), { status: prelude.statusCode, headers: prelude.headers })
}
