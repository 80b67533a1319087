import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Context as HonoContext } from 'hono'
import type { Settings } from '../config/load.ts'
import { type Cors, createCors } from './cors.ts'

/** Headers that answers have whatever they say. */
export interface ResponseHeaders {
  /** All of an answer's: its own win over those that are the same in all. */
  of(c: HonoContext, requestId: string, own: Readonly<Record<string, string>>): Record<string, string>
  /** The same for what is refused before it is a request. */
  without(requestId: string, own: Readonly<Record<string, string>>): Record<string, string>
  /** Undefined when no page of another origin may read answers. */
  readonly cors: Cors | undefined
}

/** A year (RFC 6797, 6.1.1). */
const STRICT_TRANSPORT = { 'Strict-Transport-Security': 'max-age=31536000' }

/** Names that our answers have: one that is configured in other letters is still the same. */
const SPELLED = new Map(
  ['Allow', 'Cache-Control', 'ETag', 'Kafka-Next-Offset', 'Retry-After', 'Vary'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
)

/** Made by the settings: who asks for nothing pays for next to nothing. */
export function createResponseHeaders(settings: Settings): ResponseHeaders {
  const { fixed, dates } = configured(settings)
  const cors = settings.corsOrigins.length > 0 ? createConfiguredCors(settings) : undefined
  const perRequest = cors !== undefined || settings.hsts || dates.length > 0 || fixed.Vary !== undefined

  function common(requestId: string): Record<string, string> {
    const headers: Record<string, string> = { 'X-Request-Id': requestId, ...fixed }
    for (const [name, offsetMs] of dates) append(headers, name, new Date(Date.now() + offsetMs).toUTCString())
    return headers
  }

  return {
    cors,
    of(c, requestId, own) {
      if (!perRequest) return { 'X-Request-Id': requestId, ...fixed, ...own }
      const headers = { ...common(requestId), ...own }
      if (fixed.Vary && own.Vary) headers.Vary = `${fixed.Vary}, ${own.Vary}`
      if (settings.hsts && isSecure(c, settings)) Object.assign(headers, STRICT_TRANSPORT)
      // An answer to a browser's question has said all there is, also when it is no.
      if (cors && !own.Vary?.includes('Access-Control-Request-Headers')) {
        for (const [name, value] of Object.entries(cors.answer(c.req.header('origin')))) append(headers, name, value)
      }
      return headers
    },
    without: (requestId, own) => ({ ...common(requestId), ...own }),
  }
}

function createConfiguredCors(settings: Settings): Cors | undefined {
  return createCors({
    origins: settings.corsOrigins,
    methods: settings.corsMethods,
    headers: settings.corsHeaders,
    exposed: settings.corsExposedHeaders,
  })
}

interface Configured {
  readonly fixed: Readonly<Record<string, string>>
  /** Name, and milliseconds from the answer. */
  readonly dates: readonly (readonly [string, number])[]
}

function configured({ responseHeaders, nosniff }: Settings): Configured {
  const fixed: Record<string, string> = nosniff ? { 'X-Content-Type-Options': 'nosniff' } : {}
  const dates: [string, number][] = []
  for (const { name: given, value, add } of responseHeaders) {
    const same = (each: string) => each.toLowerCase() === given.toLowerCase()
    const name = SPELLED.get(given.toLowerCase()) ?? Object.keys(fixed).find(same) ?? given
    if (!add) delete fixed[name]
    if (typeof value === 'number') dates.push([name, value])
    else append(fixed, name, value)
  }
  return { fixed, dates }
}

/** Several of one name are one, with commas between them (RFC 9110, 5.3); what is there already is not said twice. */
function append(headers: Record<string, string>, name: string, value: string): void {
  const before = headers[name]
  headers[name] = before === undefined || before === value ? value : `${before}, ${value}`
}

/** Whether the client came by TLS, whoever has ended it: a browser takes the header's word for nothing else (RFC 6797, 8.1). */
function isSecure(c: HonoContext, { publicUrl }: Settings): boolean {
  const socket = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket
  if (socket instanceof TLSSocket || publicUrl?.startsWith('https:')) return true
  return /^https\b/i.test(c.req.header('x-forwarded-proto') ?? '')
}
