import type { Parse } from './setting.ts'

/** Any text, surrounding blanks removed. */
export const text: Parse<string> = (value) => value.trim()

/** A comma-separated list; empty entries are dropped. */
export const list: Parse<readonly string[]> = (value) =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** The same of what may be the name of a header, or a method (RFC 9110, 5.6.2). */
export const tokens: Parse<readonly string[]> = (value) => {
  const names = list(value)
  for (const name of names) if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new Error(`'${name}' is no name in HTTP`)
  return names
}

/** Methods, which are in capitals. */
export const methods: Parse<readonly string[]> = (value) => tokens(value).map((name) => name.toUpperCase())

export const boolean: Parse<boolean> = (value) => {
  if (/^true$/i.test(value.trim())) return true
  if (/^false$/i.test(value.trim())) return false
  throw new Error(`'${value}' is neither true nor false`)
}

/** A whole number within bounds, both included. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Parse<number> {
  return (value) => {
    const number = Number(value.trim() === '' ? Number.NaN : value)
    if (!Number.isSafeInteger(number)) throw new Error(`'${value}' is not a whole number`)
    if (number < min || number > max) throw new Error(`${number} is not between ${min} and ${max}`)
    return number
  }
}

export function oneOf<const T extends string>(...values: readonly T[]): Parse<T> {
  return (value) => {
    const found = values.find((each) => each.toLowerCase() === value.trim().toLowerCase())
    if (found === undefined) throw new Error(`'${value}' is none of ${values.filter((each) => each !== '').join(', ')}`)
    return found
  }
}

/** `host:port` pairs; a Java client's `PROTOCOL://` in front is dropped. */
export const brokers: Parse<readonly string[]> = (value) => {
  const servers = list(value).map((entry) => entry.replace(/^[A-Z_]+:\/\//, ''))
  if (servers.length === 0) throw new Error('name at least one broker as host:port')
  for (const server of servers) {
    if (!/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/.test(server)) throw new Error(`'${server}' is not host:port`)
  }
  return servers
}

/** An absolute http or https URL, or nothing. The slash at its end is dropped. */
export const url: Parse<string | undefined> = (value) => {
  if (value.trim() === '') return undefined
  const parsed = URL.canParse(value.trim()) ? new URL(value.trim()) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new Error(`'${withoutLogin(value)}' is not an http or https URL`)
  return value.trim().replace(/\/+$/, '')
}

/** Several of these, comma-separated; each once, in their order. */
export const urls: Parse<readonly string[]> = (value) => [...new Set(list(value).flatMap((entry) => url(entry) ?? []))]

/** A user's name and password may stand in a URL; neither belongs in a message. */
function withoutLogin(url: string): string {
  return url.replace(/[^/]*@/, '…@')
}

/** A URL path such as `/sasquatch-rest-proxy`; empty for the root. */
export const path: Parse<string> = (value) => {
  const trimmed = value.trim().replace(/\/+$/, '')
  if (trimmed !== '' && !/^(\/[A-Za-z0-9._~-]+)+$/.test(trimmed))
    throw new Error(`'${value}' is not a path like /prefix`)
  return trimmed
}
