import type { JwtVerifierOptions } from '../auth/jwt.ts'
import { integer, list, url } from './parse.ts'
import type { Parse } from './setting.ts'

/** One more issuer of JWTs: what the flat settings are for the first. */
export type IssuerSettings = Omit<JwtVerifierOptions, 'audience' | 'timeoutMs' | 'now'> & {
  readonly audience: readonly string[]
}

/** Members of an issuer, and how each is read. */
const MEMBERS: Readonly<Record<string, (value: unknown) => Partial<IssuerSettings>>> = {
  issuer: (value) => ({ issuer: textOf(value) }),
  audience: (value) => ({ audience: listOf(value) }),
  'jwks.url': (value) => ({ jwksUrl: url(textOf(value)) }),
  algorithms: (value) => ({ algorithms: listOf(value) }),
  'scope.claim': (value) => ({ scopeClaim: textOf(value) }),
  'principal.claim': (value) => ({ principalClaim: textOf(value) }),
  'clock.skew.ms': (value) => ({ clockToleranceMs: integer(0, 600_000)(String(value)) }),
}

/** A JSON array of issuers; each needs `issuer` and `audience`. */
export const issuers: Parse<readonly IssuerSettings[]> = (text) => {
  if (text.trim() === '') return []
  const value = parsed(text)
  if (!Array.isArray(value)) throw new Error('it is no JSON array of issuers')
  return value.map((entry, index) => {
    try {
      return issuerOf(entry)
    } catch (error) {
      throw new Error(`issuer ${index + 1}: ${(error as Error).message}`)
    }
  })
}

function issuerOf(entry: unknown): IssuerSettings {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw new Error('it is no object')
  const read: Partial<IssuerSettings> = {}
  for (const [name, value] of Object.entries(entry)) {
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined
    if (member === undefined) throw new Error(`'${name}' is none of ${Object.keys(MEMBERS).join(', ')}`)
    try {
      Object.assign(read, member(value))
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`)
    }
  }
  const { issuer, audience } = read
  if (!issuer) throw new Error('issuer is missing')
  if (!audience?.length) throw new Error('audience is missing: a token for another service would be accepted')
  return { ...read, issuer, audience }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is no JSON')
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('it must be a text that is not empty')
  return value
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : list(textOf(value))
}
