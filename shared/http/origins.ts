/** Whether pages of an origin (RFC 6454) are spoken of. */
export type Origins = (origin: string) => boolean

/**
 * Compiles origins as `https://app.example.org`, with `*` for any characters in a part of it (`https://*.example.org`), or for
 * all of it. A look-up takes time by the length of the origin: each star takes the first place that fits.
 */
export function compileOrigins(patterns: readonly string[]): Origins {
  const literals = new Set(patterns.filter((each) => !each.includes('*')))
  const starred = patterns.filter((each) => each.includes('*')).map((each) => each.split('*'))
  return (origin) => literals.has(origin) || starred.some((parts) => fits(origin, parts))
}

/** Whether the parts follow each other in the text, the first at its beginning, the last at its end. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
