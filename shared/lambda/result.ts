import { type HttpEvent, isV2 } from './event.ts'

/** What a handler returns for an HTTP event. */
export interface HttpResult {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly cookies?: readonly string[]
  readonly body: string
  readonly isBase64Encoded: boolean
}

/** What goes out as text; anything else as base64. */
const TEXT = /^text\/|[/+](?:json|xml)\s*(?:;|$)/i

/** A response in the form that an event's source reads: REST APIs and load balancers take lists of headers if they give them. */
export async function resultOf(event: HttpEvent, response: Response): Promise<HttpResult> {
  const { status: statusCode, headers } = response
  const isText = TEXT.test(headers.get('content-type') ?? 'text/plain') && !headers.has('content-encoding')
  const body = isText ? await response.text() : Buffer.from(await response.arrayBuffer()).toString('base64')
  const rest = { statusCode, body, isBase64Encoded: !isText }
  const cookies = headers.getSetCookie()
  const others = [...headers].filter(([name]) => name !== 'set-cookie')
  if (isV2(event)) return { ...rest, headers: Object.fromEntries(others), ...(cookies.length > 0 && { cookies }) }
  if (event.multiValueHeaders) {
    const lists = others.map(([name, value]) => [name, [value]] as const)
    return {
      ...rest,
      multiValueHeaders: Object.fromEntries(cookies.length > 0 ? [...lists, ['set-cookie', cookies]] : lists),
    }
  }
  const [cookie] = cookies
  return { ...rest, headers: { ...Object.fromEntries(others), ...(cookie && { 'set-cookie': cookie }) } }
}
