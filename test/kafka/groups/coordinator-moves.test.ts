import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, test } from 'node:test'
import { alterPartitionReassignmentsV0, findCoordinatorV4 } from '@platformatic/kafka'
import { startCluster } from '../../../infra/local/kafka/cluster.ts'
import type { KafkaClient } from '../../../shared/kafka/client.ts'
import { commitOffsets } from '../../../shared/kafka/groups/commit-offsets.ts'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { fetchCommitted } from '../../../shared/kafka/groups/fetch-committed.ts'
import { fetchMetadata } from '../../../shared/kafka/metadata.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic } from '../../support/kafka.ts'
import { openClient, soon, uniqueGroup } from './open.ts'

const dir = newFolder('coordinators')
const cluster = await startCluster({ dir })
after(async () => {
  await cluster.stop()
  rmSync(dir, { recursive: true, force: true })
})
const own = { bootstrapServers: cluster.bootstrap.split(',') }
const topic = await createTopic({ replicas: 3, kafka: cluster.brokers[0]?.bootstrap ?? '' })
const partition = { topic, partition: 0 }
const OFFSETS = '__consumer_offsets'

async function coordinatorOf(client: KafkaClient, group: string): Promise<number> {
  const answer = await client.callAny([findCoordinatorV4.api], [0, [group]], soon())
  return answer.coordinators[0]?.nodeId ?? -1
}

/**
 * Moves all groups of a coordinator elsewhere by taking its partitions of the offsets topic from it, and gives these back to
 * it as a follower.
 */
async function relieve(client: KafkaClient, node: number): Promise<void> {
  const { topics, brokers } = await fetchMetadata(client, [OFFSETS], soon())
  const others = brokers.map((broker) => broker.node).filter((each) => each !== node)
  const led = (topics[0]?.partitions ?? []).filter(({ leader }) => leader === node)
  for (const replicas of [others, [...others, node]]) {
    const partitions = led.map(({ partition }) => ({ partitionIndex: partition, replicas }))
    const reassign = [{ name: OFFSETS, partitions }]
    const { errorCode } = await client.callAny([alterPartitionReassignmentsV0.api], [5000, true, reassign], soon())
    equal(errorCode, 0)
    await until(async () => {
      const now = (await fetchMetadata(client, [OFFSETS], soon())).topics[0]?.partitions ?? []
      return led.every(({ partition }) => {
        const { leader, inSyncReplicas = [] } = now[partition] ?? {}
        return leader !== node && inSyncReplicas.length === replicas.length
      })
    })
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('It did not come to that.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a coordinator that says it is none any more is replaced by the one that is', async (t) => {
  const client = openClient(t, own)
  const coordinators = createCoordinators(client)
  const group = uniqueGroup()
  await commitOffsets(coordinators, group, [{ ...partition, offset: 1n }], soon())
  const first = await coordinatorOf(client, group)
  await relieve(client, first)
  deepEqual(await commitOffsets(coordinators, group, [{ ...partition, offset: 2n }], soon()), [partition])
  const found = await fetchCommitted(coordinators, group, [partition], soon())
  equal(found.get(`${topic}:0`)?.offset, 2n)
  notEqual(await coordinatorOf(client, group), first)
})

test('when the coordinator is killed another broker takes its groups over, with all that was committed', async (t) => {
  const client = openClient(t, own)
  const coordinators = createCoordinators(client)
  const group = uniqueGroup()
  const deadline = Date.now() + 60_000
  await commitOffsets(coordinators, group, [{ ...partition, offset: 1n }], deadline)
  const first = await coordinatorOf(client, group)
  await cluster.broker(first).kill('SIGKILL')
  try {
    const found = await fetchCommitted(coordinators, group, [partition], deadline)
    equal(found.get(`${topic}:0`)?.offset, 1n)
    deepEqual(await commitOffsets(coordinators, group, [{ ...partition, offset: 2n }], deadline), [partition])
    notEqual(await coordinatorOf(client, group), first)
  } finally {
    await cluster.broker(first).restart()
  }
})
