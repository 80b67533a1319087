import type { Group, Member } from '../../../shared/consume/group.ts'
import type { Instance } from '../../../shared/consume/instance.ts'

let names = 0

/** A name no other test uses. */
export function newName(hint = 'group'): string {
  return `${hint}-${process.pid}-${names++}`
}

/** An instance as it is just after it was created, in a group of its own unless told otherwise. */
export function newInstance(parts: Partial<Instance> = {}): Instance {
  const { group = newName(), name = 'c1' } = parts
  return {
    group,
    name,
    config: {
      format: 'json',
      autoOffsetReset: 'earliest',
      autoCommit: true,
      readCommitted: false,
      fetchMinBytes: -1,
      requestTimeoutMs: 1000,
      instanceTimeoutMs: 300_000,
    },
    principal: 'user:someone',
    baseUri: `https://kafka.example.org/consumers/group/instances/${names}`,
    subscription: { kind: 'none' },
    generation: 0,
    positions: new Map(),
    autoCommittedAt: Date.now(),
    expiresAt: Date.now() + 300_000,
    version: 1,
    ...parts,
  }
}

export function newMember(name: string, expiresAt = Date.now() + 600_000): Member {
  return { name, subscription: { kind: 'topics', topics: ['orders'] }, expiresAt }
}

/** A group whose members share a topic with as many partitions as there are members. */
export function newGroup(members: readonly Member[], parts: Partial<Group> = {}): Group {
  const { generation = 1 } = parts
  return {
    name: newName(),
    generation,
    members: new Map(members.map((member) => [member.name, member])),
    topics: new Map([['orders', members.length]]),
    assignment: new Map(members.map(({ name }, index) => [name, [`orders:${index}`]])),
    since: new Map(members.map((_, index) => [`orders:${index}`, generation])),
    version: 0,
    ...parts,
  }
}
