import type { LightHeaders } from './headers.ts'

const METHOD = /^[\w!#$%&'*+\-.^`|~]+$/
/** Of which a `Request` can have none (Fetch standard, 4.2). */
const FORBIDDEN = /^(?:connect|trace|track)$/i
/** Which it knows by capital letters, however they are written. */
const NORMALIZED = /^(?:delete|get|head|options|post|put)$/i

/** Hosts, paths and queries that a URL is made of as they stand; a host that ends in a digit may be an address. */
const PLAIN_HOST = /^[a-z\d.-]*[a-z]$/
const PLAIN_PATH = /^\/[\w\-.~!$&'()*+,;=:@/%]*$/
const PLAIN_QUERY = /^[\w\-.~!$&()*+,;=:@/?%]*$/
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i

/** What the application asks of a request. */
type Asked = Pick<Request, 'method' | 'url' | 'arrayBuffer'> & { readonly headers: Pick<Headers, 'get' | 'has'> }

/**
 * As much of a `Request` as the application asks for (see {@link LightHeaders} for why).
 *
 * @param path   encoded
 * @param query  encoded, without the question mark
 * @throws TypeError  no request can be made of it
 */
export function lightRequest(
  method: string,
  host: string,
  path: string,
  query: string,
  headers: LightHeaders,
  body: Buffer | undefined,
): Request {
  if (!METHOD.test(method) || FORBIDDEN.test(method)) throw new TypeError('This is no method.')
  const request: Asked = {
    method: NORMALIZED.test(method) ? method.toUpperCase() : method,
    url: urlOf(host, path, query),
    headers,
    arrayBuffer: async () => bytesOf(body),
  }
  return request as Request
}

function urlOf(host: string, path: string, query: string): string {
  const url = `https://${host}${path}${query && `?${query}`}`
  const plain = PLAIN_HOST.test(host) && PLAIN_PATH.test(path) && PLAIN_QUERY.test(query) && !DOTS.test(path)
  return plain ? url : new URL(url).href
}

/** Small buffers are parts of a larger memory. */
function bytesOf(body: Buffer | undefined): ArrayBuffer {
  if (body === undefined) return new ArrayBuffer(0)
  const { buffer, byteOffset, byteLength } = body
  if (byteLength === buffer.byteLength) return buffer as ArrayBuffer
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}
