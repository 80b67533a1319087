import { compileOrigins } from './origins.ts'

/** What pages of other origins may do with the answers, for browsers that ask (Fetch standard, CORS protocol). */
export interface Cors {
  /** Headers for the answer to a request with this `Origin`. */
  answer(origin: string | undefined): Readonly<Record<string, string>>
  /**
   * Headers for the answer to a request that asks whether another one may be sent; without those that allow it when it may
   * not. Undefined when it is no such request, or its origin is none that is allowed: it is then an `OPTIONS` like any other.
   */
  preflight(header: (name: string) => string | undefined): Readonly<Record<string, string>> | undefined
}

export interface CorsOptions {
  /** See {@link compileOrigins}; empty for none at all. */
  readonly origins: readonly string[]
  /** Empty for those of simple requests. */
  readonly methods: readonly string[]
  /** Of requests; `*` for all, empty for the usual ones. */
  readonly headers: readonly string[]
  /** Of answers, that pages may read. */
  readonly exposed: readonly string[]
}

const SIMPLE_METHODS = ['GET', 'POST', 'HEAD']
const USUAL_HEADERS = ['X-Requested-With', 'Content-Type', 'Accept', 'Origin', 'Authorization', 'X-Request-Id']
/** How long a browser need not ask again, seconds. */
const MAX_AGE = '1800'
const TOKENS = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/

/** @returns undefined when no origin is allowed: browsers then keep answers to themselves */
export function createCors({ origins, methods, headers, exposed }: CorsOptions): Cors | undefined {
  if (origins.length === 0) return undefined
  const everybody = origins.includes('*')
  const isAllowed = compileOrigins(origins)
  const allowedMethods = methods.length > 0 ? methods : SIMPLE_METHODS
  const allowedHeaders = headers.length > 0 ? headers : USUAL_HEADERS
  const anyHeader = allowedHeaders.includes('*')
  const known = new Set(allowedHeaders.map((name) => name.toLowerCase()))
  const vary = everybody ? undefined : 'Origin'
  const others = vary ? { Vary: vary } : {}
  const exposes = exposed.length > 0 ? { 'Access-Control-Expose-Headers': exposed.join(', ') } : {}

  /** A page of anybody must not act with what a browser has of its user: a certificate, a password that it has remembered. */
  function allow(origin: string): Record<string, string> {
    if (everybody) return { 'Access-Control-Allow-Origin': '*' }
    return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }
  }

  function headersAllowed(asked: string): boolean {
    if (!TOKENS.test(asked)) return false
    return anyHeader || asked.split(',').every((name) => known.has(name.trim().toLowerCase()))
  }

  return {
    answer(origin) {
      if (origin === undefined || !isAllowed(origin)) return others
      return { ...others, ...allow(origin), ...exposes }
    },
    preflight(header) {
      const [origin, method] = [header('origin'), header('access-control-request-method')]
      const asked = header('access-control-request-headers')?.trim() ?? ''
      if (origin === undefined || method === undefined || !isAllowed(origin)) return undefined
      const varied = { Vary: [...(vary ? [vary] : []), 'Access-Control-Request-Headers'].join(', ') }
      if (!allowedMethods.includes(method) || (asked !== '' && !headersAllowed(asked))) return varied
      return {
        ...varied,
        ...allow(origin),
        'Access-Control-Allow-Methods': allowedMethods.join(', '),
        'Access-Control-Allow-Headers': anyHeader ? asked || '*' : allowedHeaders.join(', '),
        'Access-Control-Max-Age': MAX_AGE,
      }
    },
  }
}
