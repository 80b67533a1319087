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
