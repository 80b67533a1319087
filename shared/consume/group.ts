/** A subscribed instance, as its group knows it. */
export interface Member {
  readonly name: string
  /** Topics by name, or a pattern that is matched against all of the cluster's. */
  readonly subscription:
    | { readonly kind: 'topics'; readonly topics: readonly string[] }
    | { readonly kind: 'pattern'; readonly pattern: string }
  /**
   * Epoch milliseconds. Later than the instance's own end: it is moved only when less than one instance time-out is left
   * of it, so that most requests write one item and not two.
   */
  readonly expiresAt: number
}

/**
 * Who shares a group's partitions, and how.
 *
 * A generation is one way of sharing them: in it, every partition belongs to at most one member. `version` changes with
 * the generation and not with members' heartbeats.
 */
export interface Group {
  readonly name: string
  readonly generation: number
  readonly members: ReadonlyMap<string, Member>
  /** Partition counts of all subscribed topics, as the assignment was computed from. */
  readonly topics: ReadonlyMap<string, number>
  /** Member name → `topic:partition` keys. */
  readonly assignment: ReadonlyMap<string, readonly string[]>
  /**
   * `topic:partition` key → the generation since which its owner has had it without a break. A member that slept through a
   * generation in which somebody else read a partition knows by it that its own position there is not to be trusted.
   */
  readonly since: ReadonlyMap<string, number>
  readonly version: number
}
