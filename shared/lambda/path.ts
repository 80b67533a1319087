import { type HttpEvent, isV2 } from './event.ts'

/** Where a request goes, and what of the client's path the gateway stands for. */
export interface EventPath {
  /** Encoded, without the stage. */
  readonly path: string
  /** What links have before it: the stage where it is part of the client's URL, else an empty text. */
  readonly prefix: string
}

/** What cannot stand in an encoded path: most characters, and a percent sign that begins no escape. */
const DECODED = /[^\w\-.~!$&'()*+,;=:@/%]+|%(?![0-9a-f]{2})/gi

/**
 * HTTP APIs leave a named stage in the path, also behind domains of one's own, whose URLs do not have it. REST APIs take it out, and
 * say the client's path beside. What an API mapping stands for is the setting `base.path`.
 */
export function pathOf(event: HttpEvent): EventPath {
  if (isV2(event)) {
    const { stage = '$default', domainName = '' } = event.requestContext
    const before = `/${stage}`
    if (stage === '$default' || !isBelow(event.rawPath, before)) return { path: encoded(event.rawPath), prefix: '' }
    const prefix = /\.execute-api\./.test(domainName) ? encoded(before) : ''
    return { path: encoded(event.rawPath.slice(before.length) || '/'), prefix }
  }
  const { elb, path: asked } = event.requestContext
  const stage = elb || !asked?.endsWith(event.path) ? '' : asked.slice(0, asked.length - event.path.length)
  return { path: encoded(event.path), prefix: encoded(stage) }
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

/**
 * An HTTP API hands the path over decoded. Made a URL as it stands, it would end at a `#` and lose its line breaks: records
 * for a topic that cannot be would go to one that can.
 */
function encoded(path: string): string {
  if (path.search(DECODED) < 0) return path
  return path.toWellFormed().replaceAll(DECODED, encodeURIComponent)
}
