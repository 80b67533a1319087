/** What a route does, as policies name it. Every route has exactly one (design: identity and policy). */
export type Action =
  | 'produce'
  | 'consume'
  | 'metadata'
  | 'topic:create'
  | 'topic:alter'
  | 'topic:delete'
  | 'configs'
  | 'acls'
  | 'groups'
  | 'registry:read'
  /** Open to everybody: the root, health and metrics. */
  | 'public'

/** A record, so that the compiler misses none. */
const named: Readonly<Record<Exclude<Action, 'public'>, true>> = {
  produce: true,
  consume: true,
  metadata: true,
  'topic:create': true,
  'topic:alter': true,
  'topic:delete': true,
  configs: true,
  acls: true,
  groups: true,
  'registry:read': true,
}

/** Every action a rule can name. */
export const ACTIONS = Object.keys(named) as readonly Exclude<Action, 'public'>[]

/** Actions that reach beyond topics: a rule for some topics gives no right to use them on all. */
export const CLUSTER_WIDE: ReadonlySet<Action> = new Set<Action>(['configs', 'acls', 'groups'])
