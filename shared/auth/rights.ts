import { type Action, CLUSTER_WIDE } from './actions.ts'
import { compileNames, compileTopics, type Patterns } from './patterns.ts'
import type { Rule } from './rule.ts'

/** What some rules allow. */
export interface Rights {
  /**
   * @param topic  the topic it is about. Left out, `configs`, `acls` and `groups` are about the whole cluster and need a rule
   *               for every topic; for any other action a rule for some topic is enough
   * @param group  the consumer group it is about. Left out, a rule for some group is enough
   */
  allow(action: Action, topic: string | undefined, group: string | undefined): boolean
}

/** Topics and, as far as it matters, groups in which they may be used. */
interface Grant {
  readonly topics: Patterns
  readonly groups: Patterns
}

/** Makes rights of rules. What concerns an action is compiled when it is first asked for. */
export function createRights(rules: readonly Rule[]): Rights {
  const compiled = new Map<Action, readonly Grant[]>()

  function grantsOf(action: Action): readonly Grant[] {
    const known = compiled.get(action)
    if (known !== undefined) return known
    const grants = compile(rules.filter(({ actions }) => actions.includes(action)))
    compiled.set(action, grants)
    return grants
  }

  return {
    allow: (action, topic, group) =>
      grantsOf(action).some(
        ({ topics, groups }) =>
          (group === undefined ? groups.some : groups.matches(group)) &&
          (topic === undefined ? topics.all || (topics.some && !CLUSTER_WIDE.has(action)) : topics.matches(topic)),
      ),
  }
}

/** Rules that say the same of groups are one: however many there are, a topic is looked up once. */
function compile(rules: readonly Rule[]): readonly Grant[] {
  const alike = Map.groupBy(rules, ({ groups = ['*'] }) => JSON.stringify(groups.toSorted()))
  return [...alike.values()].map((same) => ({
    topics: compileTopics(same.flatMap(({ topics = ['*'] }) => topics)),
    groups: compileNames(same[0]?.groups ?? ['*']),
  }))
}
