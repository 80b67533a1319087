import type { Group } from './group.ts'
import type { Instance } from './instance.ts'

/** A save was based on a version that is not current any more: another read or a rebalance came first. */
export class Superseded extends Error {
  /** What is current; `undefined` when there is nothing any more. */
  readonly current: Instance | undefined

  constructor(current: Instance | undefined) {
    super('Another request came first.')
    this.name = 'Superseded'
    this.current = current
  }
}

/** The store gave no answer before the deadline, or refused for lack of capacity; nothing has changed as far as is known. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown) {
    super('The store of consumer state gave no answer.', { cause })
    this.name = 'StoreUnavailable'
  }
}

/** There is no store where the settings say, or nobody has set one up: no such table, no region, no credentials. */
export class StoreMissing extends StoreUnavailable {
  constructor(cause: unknown) {
    super(cause)
    this.name = 'StoreMissing'
  }
}

/**
 * Where consumer state is kept between requests. All that must outlive a request is behind this port.
 *
 * Deadlines are epoch milliseconds. Reads are strongly consistent. Expiry is the caller's to compare: what has expired may
 * still be returned.
 *
 * @throws StoreUnavailable  from every method
 * @throws Unprocessable     from those that write: the state is larger than the store can keep
 */
export interface Store {
  /**
   * Adds an instance, with the version it has; replaces one of the same name only if that has expired at `now`. Its version
   * must be a random one: who remembers another instance of the same name must not take this for it.
   *
   * @returns whether it was added
   */
  create(instance: Instance, now: number, deadline: number): Promise<boolean>
  load(group: string, name: string, deadline: number): Promise<Instance | undefined>
  /**
   * Replaces an instance if its version is still `instance.version`.
   *
   * @returns the instance with its new version
   * @throws Superseded
   */
  save(instance: Instance, deadline: number): Promise<Instance>
  /** Removes an instance, whatever its version. @returns whether there was one */
  remove(group: string, name: string, deadline: number): Promise<boolean>

  loadGroup(group: string, deadline: number): Promise<Group | undefined>
  /**
   * Replaces a group if its version is still `group.version` (0: if there is none), and in the same step raises the version
   * of the instances named in `fence`: what they are about to save is refused, and they learn of the new generation. Fenced
   * instances that do not exist are passed over.
   *
   * Members that are in both keep the later of both expiry times; a member that is left out of `group` is only removed
   * if its expiry time is still the one in `seen`.
   *
   * @param seen  the group as the change was computed from
   * @returns the group with its new version, or `undefined` when something else came first
   */
  saveGroup(
    group: Group,
    seen: Group | undefined,
    fence: readonly string[],
    deadline: number,
  ): Promise<Group | undefined>
  /** Moves a member's expiry time; does nothing if it is no member any more. */
  touchMember(group: string, name: string, expiresAt: number, deadline: number): Promise<void>
  /** Ends connections. */
  close(): Promise<void>
}
