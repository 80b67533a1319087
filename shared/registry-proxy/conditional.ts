import type { Context } from '../context.ts'
import { type Answer, textAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import type { Document } from './bodies.ts'

/** How long what was answered may be taken for true without asking again. */
export type Freshness = keyof typeof FRESHNESS

const FRESHNESS = {
  /** A schema's id is never given to another one. */
  always: 'max-age=31536000, immutable',
  /** A version of a subject could be deleted. */
  minutes: 'max-age=300',
  /** It may change with every registration: the tag says whether it has. */
  checked: 'no-cache',
} as const

/**
 * A document, or 304 when the client has it already (RFC 9110, section 13.1.2).
 *
 * Only what everybody may read is for shared caches: these do not ask who is calling.
 */
export function conditional(call: Call, { anonymous }: Context, document: Document, freshness: Freshness): Answer {
  const { text, etag } = document
  const headers = {
    ETag: etag,
    'Cache-Control': `${call.identity === anonymous ? 'public' : 'private'}, ${FRESHNESS[freshness]}`,
    Vary: 'Accept, Accept-Encoding',
  }
  if (has(call.header('if-none-match'), etag)) return { status: 304, headers, body: null }
  return textAnswer(call, text, 200, headers)
}

/** Compares weakly: whether `W/` stands in front makes no difference. */
function has(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.trim() === '*' || ifNoneMatch.includes(etag.slice(2))
}
