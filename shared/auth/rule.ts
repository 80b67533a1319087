import type { Action } from './actions.ts'
import type { Identity } from './verifier.ts'

/** One thing that somebody is allowed to do. */
export interface Rule {
  /** A scope to the letter, or `*`: every caller with valid credentials. */
  readonly scope?: string | undefined
  /** Or a caller's name to the letter. */
  readonly principal?: string | undefined
  readonly actions: readonly Action[]
  /** Patterns of topics (patterns.ts). Default `['*']`, every topic. */
  readonly topics?: readonly string[] | undefined
  /** Patterns of consumer groups. Default `['*']`, every group. */
  readonly groups?: readonly string[] | undefined
  /** Patterns of ids of Kafka clusters: elsewhere the rule does not hold. Default `['*']`, every cluster. */
  readonly clusters?: readonly string[] | undefined
}

/** What Sasquatch's clients do, for the scope that Rubin Observatory gives them. */
export const defaultRules: readonly Rule[] = [
  { scope: 'write:sasquatch', actions: ['produce', 'consume', 'metadata', 'topic:create', 'registry:read'] },
]

/** Whether a rule is about a caller. */
export function isAbout({ scope, principal }: Rule, identity: Identity): boolean {
  if (principal !== undefined) return identity.principal === principal
  return scope === '*' || (scope !== undefined && identity.scopes.has(scope))
}
