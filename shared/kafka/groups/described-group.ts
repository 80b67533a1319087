import type { Partition } from './partitions.ts'

/** A member of a group, as its coordinator knows it. */
export interface GroupMember {
  readonly memberId: string
  /** Of a static member (KIP-345). */
  readonly instanceId: string | null
  readonly clientId: string
  readonly partitions: readonly Partition[]
}

/** A group of consumers, as its coordinator knows it. */
export interface DescribedGroup {
  readonly group: string
  /** 0, or why the group could not be described. */
  readonly errorCode: number
  readonly errorMessage: string | null
  /** Which protocol its members speak: the first one, or KIP-848's. */
  readonly type: 'classic' | 'consumer'
  /** Kafka's word: `Stable`, `Empty`, `PreparingRebalance` … `Dead` is said of groups that do not exist, too. */
  readonly state: string
  /** What a classic group is for: `consumer`, `connect`, nothing where only offsets were ever committed. */
  readonly protocolType: string
  readonly assignor: string
  /** Some members speak the classic protocol, some the consumer protocol: the group is on its way (KIP-848). */
  readonly mixed: boolean
  readonly members: readonly GroupMember[]
}
