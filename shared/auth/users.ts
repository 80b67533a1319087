import { parseHash, type ScryptHash } from './scrypt.ts'

/** A user who comes with a password. */
export interface User {
  readonly hash: ScryptHash
  readonly scopes: ReadonlySet<string>
}

/** Users by name. */
export type Users = ReadonlyMap<string, User>

/**
 * Reads a list of users, a line each: `name: hash`, and the scopes that the user has, each behind a comma. Java's password files
 * (`PropertyFileLoginModule`) look the same, but for the hash. Lines that are empty or begin with `#` do not count.
 *
 *     alice: $scrypt$ln=14,r=8,p=1$3DD…$8kF…,write:sasquatch
 *
 * @throws Error  it cannot be read; the message lists everything that is wrong, by line, and nothing of a password
 */
export function parseUsers(text: string): Users {
  const users = new Map<string, User>()
  const problems: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const report = (problem: string) => problems.push(`line ${index + 1}: ${problem}`)
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    if (colon === -1 || name === '') report('it does not begin with a name and a colon')
    else if (users.has(name)) report('this user has been named before')
    else {
      const user = parseUser(line.slice(colon + 1).trim(), report)
      if (user !== undefined) users.set(name, user)
    }
  }
  if (problems.length === 0 && users.size === 0) problems.push('it has no users')
  if (problems.length > 0) throw new Error(`The users cannot be read: ${problems.join('; ')}`)
  return users
}

/** The cost of a hash has commas of its own: scopes begin behind its fourth dollar sign. */
function parseUser(text: string, report: (problem: string) => void): User | undefined {
  const start = text.indexOf(',', text.lastIndexOf('$'))
  const hash = parseHash((start === -1 ? text : text.slice(0, start)).trim())
  if (hash === undefined) report('its password is no scrypt hash that can be checked; `npm run user` makes one')
  const scopes = start === -1 ? [] : text.slice(start + 1).split(',')
  return hash && { hash, scopes: new Set(scopes.map((scope) => scope.trim()).filter((scope) => scope !== '')) }
}
