import type { LiveMember } from '../../consume/live-members.ts'
import type { KeptGroup } from '../../kafka/groups/describe-groups.ts'
import type { DescribedGroup } from '../../kafka/groups/described-group.ts'
import type { Partition } from '../../kafka/groups/partitions.ts'

/** A consumer that shares a group's partitions: a native one, or an instance of this proxy. */
export interface Consumer {
  readonly id: string
  readonly instanceId: string | null
  readonly clientId: string
  readonly partitions: readonly Partition[]
}

/** A group as version 3 shows it. */
export interface ConsumerGroup {
  readonly name: string
  /** Only offsets are kept for it: nobody shares partitions. */
  readonly simple: boolean
  readonly assignor: string
  readonly state: string
  readonly type: 'CLASSIC' | 'CONSUMER'
  readonly mixed: boolean
  /** Node id of the broker that keeps its offsets. */
  readonly coordinator: number
  readonly consumers: readonly Consumer[]
}

const STATES: Readonly<Record<string, string>> = {
  PreparingRebalance: 'PREPARING_REBALANCE',
  CompletingRebalance: 'COMPLETING_REBALANCE',
  Assigning: 'ASSIGNING',
  Reconciling: 'RECONCILING',
  Stable: 'STABLE',
  Dead: 'DEAD',
  Empty: 'EMPTY',
}

/** A group of native consumers, or one whose consumers are gone. */
export function groupInKafka(group: KeptGroup): ConsumerGroup {
  return {
    name: group.group,
    simple: group.protocolType === '',
    assignor: group.assignor,
    state: STATES[group.state] ?? 'UNKNOWN',
    type: typeOf(group),
    mixed: group.mixed,
    coordinator: group.coordinator,
    consumers: group.members.map(({ memberId, ...member }) => ({ id: memberId, ...member })),
  }
}

/** A group of this proxy's instances: Kafka has its offsets, if any, and knows of no member. */
export function ownGroup(
  name: string,
  kept: DescribedGroup | undefined,
  members: readonly LiveMember[],
  coordinator: number,
): ConsumerGroup {
  return {
    name,
    simple: false,
    assignor: 'sticky',
    state: 'STABLE',
    type: kept ? typeOf(kept) : 'CLASSIC',
    mixed: false,
    coordinator,
    consumers: members.map((member) => ({
      id: member.name,
      instanceId: null,
      clientId: member.name,
      partitions: member.partitions,
    })),
  }
}

function typeOf({ type }: DescribedGroup): ConsumerGroup['type'] {
  return type === 'consumer' ? 'CONSUMER' : 'CLASSIC'
}
