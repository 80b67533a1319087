import { ACTIONS, type Action } from '../../shared/auth/actions.ts'
import { createPolicy } from '../../shared/auth/policy.ts'
import { isAbout, type Rule } from '../../shared/auth/rule.ts'
import type { Identity } from '../../shared/auth/verifier.ts'

/** What it is about. */
export interface About {
  readonly topic?: string
  readonly group?: string
  readonly cluster?: string
}

/**
 * What the rules let a caller do, a line for each action: for what topics, groups and clusters; or, when a topic or a group is
 * asked about, yes or no.
 */
export async function report(rules: readonly Rule[], identity: Identity, about: About): Promise<readonly string[]> {
  const width = Math.max(...ACTIONS.map(({ length }) => length)) + 2
  const asked = about.topic !== undefined || about.group !== undefined
  const allows = await decision(rules, identity, about)
  const own = rules.filter((rule) => isAbout(rule, identity))
  const said = (action: Action) => (asked ? (allows(action) ? 'yes' : 'no') : extent(own, action))
  return ACTIONS.map((action) => `  ${action.padEnd(width)}${said(action)}`)
}

/** By the policy itself, so that the command cannot say other than the server. */
async function decision(rules: readonly Rule[], identity: Identity, { topic, group, cluster }: About) {
  const policy = createPolicy({ rules, ...(cluster !== undefined && { clusterId: async () => cluster }) })
  await policy.ready(Number.POSITIVE_INFINITY)
  return (action: Action) => policy.allows(identity, action, topic, group)
}

function extent(rules: readonly Rule[], action: Action): string {
  const parts = rules
    .filter(({ actions }) => actions.includes(action))
    .map(({ topics, groups, clusters }) =>
      [names('topics', topics), names('groups', groups), names('clusters', clusters)].filter(Boolean).join(' '),
    )
  if (parts.includes('')) return 'everything'
  return parts.length === 0 ? 'no' : [...new Set(parts)].join('; ')
}

/** Empty when it is all of them. */
function names(what: string, patterns: readonly string[] | undefined): string {
  return patterns === undefined || patterns.includes('*') ? '' : `${what} ${patterns.join(', ')}`
}
