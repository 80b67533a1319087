/** Where Confluent Server and Confluent Cloud have version 3; here it is at both places (contract, base facts). */
const PLATFORM_ROOT = '/kafka'
const PLATFORM_V3 = `${PLATFORM_ROOT}/v3/`

/**
 * The path that routes are matched with: without the base path, and without Confluent's platform's root in front of
 * version 3. A request that came in at the root is served as well.
 */
export function pathWithin(url: string, basePath: string): string {
  const path = belowBase(url, basePath)
  return path.startsWith(PLATFORM_V3) ? path.slice(PLATFORM_ROOT.length) : path
}

/** What links within an answer have between the base path and the route's path: the root that the client asked below. */
export function rootWithin(url: string, basePath: string): string {
  return belowBase(url, basePath).startsWith(PLATFORM_V3) ? PLATFORM_ROOT : ''
}

function belowBase(url: string, basePath: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?', start)
  const path = start < 0 ? '/' : url.slice(start, query < 0 ? undefined : query)
  if (basePath === '' || !path.startsWith(basePath)) return path
  const rest = path.slice(basePath.length)
  return rest === '' ? '/' : rest.startsWith('/') ? rest : path
}
