import { Forbidden } from '../http/errors.ts'
import type { Action } from './actions.ts'
import { insufficientScope } from './challenge.ts'
import { anonymous } from './none.ts'
import type { Identity } from './verifier.ts'

/** One thing a scope allows. */
export interface Rule {
  /** A scope to the letter, or `*`: every caller with valid credentials. */
  readonly scope: string
  readonly actions: readonly Action[]
  /** Topic names, or prefixes ending in `*`. Default `['*']`, every topic. */
  readonly topics?: readonly string[] | undefined
}

/** Who may do what, to which topics. */
export interface Policy {
  /**
   * @param topic  the topic the request is about. Left out, `configs`, `acls` and `groups` are about the whole cluster
   *               and need a rule for every topic; for any other action a rule for some topic is enough
   */
  allows(identity: Identity, action: Action, topic?: string): boolean
  /** @throws Forbidden  not allowed (403/40301); the message names the scopes that would allow it */
  require(identity: Identity, action: Action, topic?: string): void
}

/** What Sasquatch's clients do, for the scope that Rubin Observatory gives them. */
export const defaultRules: readonly Rule[] = [
  { scope: 'write:sasquatch', actions: ['produce', 'consume', 'metadata', 'topic:create', 'registry:read'] },
]

/** Actions that reach beyond topics: a rule for some topics gives no right to use them on all. */
const clusterWide: ReadonlySet<Action> = new Set<Action>(['configs', 'acls', 'groups'])

/** Makes a policy of rules: what no rule allows is forbidden, but `public` and whatever {@link anonymous} does. */
export function createPolicy({ rules }: { readonly rules: readonly Rule[] }): Policy {
  function allows(identity: Identity, action: Action, topic?: string): boolean {
    if (action === 'public' || identity === anonymous) return true
    return rules.some((rule) => (rule.scope === '*' || identity.scopes.has(rule.scope)) && covers(rule, action, topic))
  }

  return {
    allows,

    require(identity, action, topic) {
      if (allows(identity, action, topic)) return
      const scopes = [...new Set(rules.filter((rule) => covers(rule, action, topic)).map(({ scope }) => scope))]
      const what = topic === undefined ? action : `${action} on topic ${JSON.stringify(topic.slice(0, 249))}`
      const how =
        scopes.length === 0
          ? 'no scope allows it here'
          : `it needs ${scopes.length === 1 ? 'the scope' : 'one of the scopes'} ${scopes.join(', ')}`
      throw new Forbidden(`Not allowed: ${what}; ${how}.`, {
        headers: { 'WWW-Authenticate': insufficientScope(scopes[0]) },
      })
    },
  }
}

function covers({ actions, topics = ['*'] }: Rule, action: Action, topic: string | undefined): boolean {
  if (!actions.includes(action)) return false
  if (topic === undefined) return topics.includes('*') || (!clusterWide.has(action) && topics.length > 0)
  return topics.some((name) => (name.endsWith('*') ? topic.startsWith(name.slice(0, -1)) : topic === name))
}
