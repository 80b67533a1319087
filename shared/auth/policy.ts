import { Forbidden } from '../http/errors/access.ts'
import type { Action } from './actions.ts'
import { insufficientScope } from './challenge.ts'
import { anonymous } from './none.ts'
import { compileNames } from './patterns.ts'
import { createRights, type Rights } from './rights.ts'
import { isAbout, type Rule } from './rule.ts'
import type { Identity } from './verifier.ts'

/** Who may do what, to which topics and groups. */
export interface Policy {
  /**
   * Finds out what the rules depend on: which cluster this is, where they name clusters.
   *
   * @param deadline  epoch milliseconds
   * @returns undefined when nothing is to be waited for
   */
  ready(deadline: number): Promise<void> | undefined
  /** What a topic or a group left out means: see {@link Rights}. */
  allows(identity: Identity, action: Action, topic?: string, group?: string): boolean
  /** @throws Forbidden  not allowed (403/40301); the message names the scopes that would allow it */
  require(identity: Identity, action: Action, topic?: string, group?: string): void
}

export interface PolicyOptions {
  readonly rules: readonly Rule[]
  /** The id of the cluster that is served; asked once, and only when a rule names clusters. */
  readonly clusterId?: ((deadline: number) => Promise<string>) | undefined
}

/** Makes a policy of rules: what no rule allows is forbidden, but `public` and whatever {@link anonymous} does. */
export function createPolicy({ rules, clusterId }: PolicyOptions): Policy {
  // Until it is known which cluster this is, rules for some clusters hold nowhere.
  let held = rules.filter(({ clusters }) => clusters === undefined || clusters.includes('*'))
  let settled = held.length === rules.length || clusterId === undefined
  // What a caller may do is worked out once for as long as it is remembered who the caller is.
  let known = new WeakMap<Identity, Rights>()
  const single = new Map<Rule, Rights>()

  function rightsOf(identity: Identity): Rights {
    const found = known.get(identity) ?? createRights(held.filter((rule) => isAbout(rule, identity)))
    known.set(identity, found)
    return found
  }

  function allows(identity: Identity, action: Action, topic?: string, group?: string): boolean {
    if (action === 'public' || identity === anonymous) return true
    return rightsOf(identity).allow(action, topic, group)
  }

  function rightsBy(rule: Rule): Rights {
    const found = single.get(rule) ?? createRights([rule])
    single.set(rule, found)
    return found
  }

  async function settle(ask: (deadline: number) => Promise<string>, deadline: number): Promise<void> {
    const cluster = await ask(deadline)
    held = rules.filter(({ clusters = ['*'] }) => compileNames(clusters).matches(cluster))
    known = new WeakMap()
    settled = true
  }

  return {
    ready: (deadline) => (settled || clusterId === undefined ? undefined : settle(clusterId, deadline)),

    allows,

    require(identity, action, topic, group) {
      if (allows(identity, action, topic, group)) return
      const enough = held.filter((rule) => rightsBy(rule).allow(action, topic, group))
      const scopes = [...new Set(enough.flatMap(({ scope }) => scope ?? []))]
      const how =
        scopes.length === 0
          ? 'no scope allows it here'
          : `it needs ${scopes.length === 1 ? 'the scope' : 'one of the scopes'} ${scopes.join(', ')}`
      const what = action + about('on topic', topic) + about('in group', group)
      throw new Forbidden(`Not allowed: ${what}; ${how}.`, {
        headers: { 'WWW-Authenticate': insufficientScope(scopes[0]) },
      })
    },
  }
}

function about(kind: string, name: string | undefined): string {
  return name === undefined ? '' : ` ${kind} ${JSON.stringify(name.slice(0, 249))}`
}
