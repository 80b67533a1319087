import type { IncomingMessage } from 'node:http'
import { BadRequest } from '../http/errors/request.ts'
import { RestError } from '../http/errors/rest-error.ts'

/**
 * What is wrong with a request that Node's parser has let through, though another server on its way could take it for something
 * else than we do: that is how requests are smuggled (RFC 9112, 11.2).
 *
 * What the parser refuses itself: bare CR and LF, folded lines, white space before a colon, Content-Length beside
 * Transfer-Encoding, twice, or no number, chunks that are not as long as they say.
 */
export function ambiguityOf({ httpVersion, rawHeaders, headers, url = '' }: IncomingMessage): RestError | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return new UnsupportedVersion()
  const hosts = hostsIn(rawHeaders)
  if (hosts > 1) return new BadRequest('Bad Request: there are several Host headers; send one (RFC 9112, 3.2).')
  if (hosts === 0 && httpVersion === '1.1')
    return new BadRequest('Bad Request: there is no Host header; HTTP/1.1 requires one (RFC 9112, 3.2).')
  if (url.includes('#'))
    return new BadRequest('Bad Request: there is a fragment in the request target; write %23 for the character #.')
  const coding = headers['transfer-encoding']
  if (coding === undefined) return undefined
  if (httpVersion === '1.0')
    return new BadRequest('Bad Request: HTTP/1.0 has no Transfer-Encoding; send a Content-Length (RFC 9112, 6.1).')
  if (!/(?:^|,)\s*chunked$/i.test(coding))
    return new BadRequest(
      'Bad Request: where the body ends cannot be known; chunked must be its last Transfer-Encoding.',
    )
  return coding.length === 'chunked'.length ? undefined : new UnknownTransferCoding()
}

/** 505/505: a version of HTTP that is not spoken here. */
export class UnsupportedVersion extends RestError {
  constructor() {
    super(505, 505, 'HTTP 505 HTTP Version Not Supported. This port speaks HTTP/1.1 and HTTP/1.0.')
  }
}

/** 501/501: the body is coded in a way that is not known here (RFC 9112, 6.1). */
class UnknownTransferCoding extends RestError {
  constructor() {
    super(501, 501, 'HTTP 501 Not Implemented. The only Transfer-Encoding that is read is chunked.')
  }
}

function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts
}
