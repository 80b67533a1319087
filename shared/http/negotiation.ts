import { essence, JSON_TYPE, V2 } from './media-types.ts'

/**
 * Picks the type of an answer (RFC 9110, 12.5.1; contract A.3): highest `q` first, then the more specific range, then the
 * order in which the route lists its types.
 *
 * @returns `undefined` when nothing the route answers is acceptable
 */
export function negotiate(accept: string | undefined, produces: readonly string[]): string | undefined {
  if (accept === undefined || accept === '*/*') return produces[0]
  // Nearly every client names one type, to the letter.
  if (produces.includes(accept)) return accept
  const ranges = parseAccept(accept)
  // A list of nothing says as little as no header does.
  if (ranges.length === 0) return produces[0]
  let best: { type: string; q: number; specificity: number } | undefined
  for (const type of produces) {
    const match = mostSpecific(ranges, type)
    if (!match || match.q === 0) continue
    if (!best || match.q > best.q || (match.q === best.q && match.specificity > best.specificity)) {
      best = { type, ...match }
    }
  }
  return best?.type
}

/** Whether a route that reads `consumes` reads this Content-Type; the entry that matched. */
export function matchContentType(contentType: string, consumes: readonly string[]): string | undefined {
  if (consumes.includes(contentType)) return contentType
  const type = essence(contentType)
  return consumes.find((each) => each === type)
}

/**
 * The type of an error that comes before a route is known (contract A.5): the first range of `Accept` that is exactly one
 * of the two types clients of this API prefer.
 */
export function errorType(accept: string | undefined): string {
  const wanted = parseAccept(accept ?? '').find(({ range }) => range === JSON_TYPE || range === V2)
  return wanted?.range ?? JSON_TYPE
}

interface Range {
  readonly range: string
  readonly q: number
}

function parseAccept(accept: string): Range[] {
  return accept
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const q = /;\s*q\s*=\s*([0-9.]+)/i.exec(entry)?.[1]
      return { range: essence(entry), q: q === undefined ? 1 : Math.min(1, Number(q) || 0) }
    })
}

function mostSpecific(ranges: readonly Range[], type: string): { q: number; specificity: number } | undefined {
  let found: { q: number; specificity: number } | undefined
  for (const { range, q } of ranges) {
    const specificity = range === type ? 2 : range === `${type.split('/')[0]}/*` ? 1 : range === '*/*' ? 0 : -1
    if (specificity >= 0 && (!found || specificity > found.specificity)) found = { q, specificity }
  }
  return found
}
