import { IllegalState } from '../http/errors/consumer.ts'
import type { KafkaClient } from '../kafka/client.ts'
import { commitOffsets } from '../kafka/groups/commit-offsets.ts'
import { createCoordinators } from '../kafka/groups/coordinator.ts'
import { fetchCommitted } from '../kafka/groups/fetch-committed.ts'
import { GroupHasMembers } from '../kafka/groups/group-has-members.ts'
import type { GroupOffsets } from './services.ts'

/** A group's offsets where every Kafka client looks for them: in Kafka's own offsets topic. */
export function createGroupOffsets(client: KafkaClient): GroupOffsets {
  const coordinators = createCoordinators(client)
  return {
    fetch: (group, partitions, deadline) => fetchCommitted(coordinators, group, partitions, deadline),
    async commit(group, offsets, deadline) {
      try {
        const results = await commitOffsets(coordinators, group, offsets, deadline)
        const failed = results.find(({ error }) => error !== undefined)
        if (failed?.error) throw failed.error
      } catch (error) {
        if (!(error instanceof GroupHasMembers)) throw error
        throw new IllegalState(`native consumers are in the group '${group}', and only they may commit.`, {
          cause: error,
        })
      }
    },
  }
}
