/** Where a request came in, as far as links need to know. */
export interface Origin {
  header(name: string): string | undefined
  /** The request's absolute URL as the server saw it. */
  readonly url: string
}

/**
 * The beginning of every link in an answer: scheme, authority and base path, without a slash at the end (contract C.1).
 *
 * A configured public URL wins; otherwise what a reverse proxy says of the client's request (`Forwarded`, RFC 7239;
 * `X-Forwarded-Proto` and `-Host`), otherwise the request itself.
 */
export function linkBase(origin: Origin, publicUrl: string | undefined, basePath: string): string {
  if (publicUrl) return publicUrl + basePath
  const forwarded = parseForwarded(origin.header('forwarded'))
  const proto = forwarded.proto ?? first(origin.header('x-forwarded-proto')) ?? schemeOf(origin.url)
  const host =
    forwarded.host ?? first(origin.header('x-forwarded-host')) ?? origin.header('host') ?? authorityOf(origin.url)
  // A header is the client's word: anything that is not a plain scheme and authority must not shape a link.
  const safeProto = /^https?$/i.test(proto) ? proto.toLowerCase() : 'http'
  const safeHost = /^[A-Za-z0-9.[\]:_-]+$/.test(host) ? host : authorityOf(origin.url)
  return `${safeProto}://${safeHost}${basePath}`
}

function parseForwarded(header: string | undefined): { proto?: string; host?: string } {
  const nearest = header?.split(',')[0] ?? ''
  const proto = /(?:^|;)\s*proto="?([^";,]+)/i.exec(nearest)?.[1]
  const host = /(?:^|;)\s*host="?([^";,]+)/i.exec(nearest)?.[1]
  return { ...(proto && { proto }), ...(host && { host }) }
}

function first(header: string | undefined): string | undefined {
  return header?.split(',')[0]?.trim()
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':'))
}

function authorityOf(url: string): string {
  return new URL(url).host
}
