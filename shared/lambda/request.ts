import { type EventV1, type HttpEvent, isV2 } from './event.ts'
import { LightHeaders } from './headers.ts'
import { lightRequest } from './light-request.ts'

/**
 * The request that an event stands for.
 *
 * @param path  of {@link pathOf}
 * @throws TypeError  no request can be made of it: a method that HTTP has not, a header that none can be
 */
export function requestOf(event: HttpEvent, path: string): Request {
  const headers = headersOf(event)
  const method = isV2(event) ? event.requestContext.http.method : event.httpMethod
  const host = headers.get('host') ?? event.requestContext.domainName ?? 'localhost'
  const query = queryOf(event)
  const body = bodyOf(event, method)
  if (body) headers.set('content-length', String(body.length))
  return lightRequest(method, SAFE_HOST.test(host) ? host : 'localhost', path, query, headers, body)
}

const SAFE_HOST = /^[\w.[\]:-]+$/

function headersOf(event: HttpEvent): LightHeaders {
  const headers = new LightHeaders()
  const lists = isV2(event) ? undefined : event.multiValueHeaders
  if (lists) {
    for (const [name, values] of Object.entries(lists)) for (const value of values ?? []) append(headers, name, value)
  } else {
    for (const [name, value] of Object.entries(event.headers ?? {})) if (value) append(headers, name, value)
  }
  if (isV2(event) && event.cookies?.length) headers.set('cookie', event.cookies.join('; '))
  return headers
}

/** Headers are bytes; gateways read them as UTF-8, of which headers take only what one byte holds. */
function append(headers: LightHeaders, name: string, value: string): void {
  headers.append(name, BEYOND_BYTES.test(value) ? Buffer.from(value).toString('latin1') : value)
}

const BEYOND_BYTES = /[\u0100-\uffff]/

/** Encoded. REST APIs decode it, load balancers and HTTP APIs leave it as it came. */
function queryOf(event: HttpEvent): string {
  if (isV2(event)) return event.rawQueryString ?? ''
  const put = event.requestContext.elb ? (text: string) => text : encodeURIComponent
  return parametersOf(event)
    .map(([name, value]) => `${put(name)}=${put(value)}`)
    .join('&')
}

function parametersOf({ multiValueQueryStringParameters: lists, queryStringParameters: single }: EventV1) {
  if (lists) {
    return Object.entries(lists).flatMap(([name, values]) => (values ?? []).map((value) => [name, value] as const))
  }
  return Object.entries(single ?? {}).map(([name, value]) => [name, value ?? ''] as const)
}

/** None where HTTP gives it no meaning and a `Request` takes none. */
function bodyOf({ body, isBase64Encoded }: HttpEvent, method: string): Buffer<ArrayBuffer> | undefined {
  if (!body || /^(?:GET|HEAD)$/i.test(method)) return undefined
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
}
