import { deepEqual, ok } from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, test } from 'node:test'
import { startCluster } from '../../../infra/local/kafka/cluster.ts'
import { commitOffsets } from '../../../shared/kafka/groups/commit-offsets.ts'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { describeGroups } from '../../../shared/kafka/groups/describe-groups.ts'
import { listGroups } from '../../../shared/kafka/groups/list-groups.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic } from '../../support/kafka.ts'
import { openClient, uniqueGroup } from './open.ts'

const dir = newFolder('groups-of-brokers')
const cluster = await startCluster({ dir })
after(async () => {
  await cluster.stop()
  rmSync(dir, { recursive: true, force: true })
})
const later = () => Date.now() + 60_000
const names = (groups: readonly { readonly group: string }[]) => groups.map(({ group }) => group).sort()

/** A new coordinator does not know of its groups what its followers have not confirmed yet: for a moment they are not there. */
async function untilAll<Group extends { readonly group: string }>(
  ask: () => Promise<Group[]>,
  expected: readonly string[],
): Promise<Group[]> {
  const deadline = later()
  for (;;) {
    const found = await ask()
    if (found.length === expected.length || Date.now() > deadline) {
      deepEqual(names(found), expected)
      return found
    }
  }
}

test('groups of all brokers are listed and described, and of those that are left when one is lost', async (t) => {
  const client = openClient(t, { bootstrapServers: cluster.bootstrap.split(',') })
  const coordinators = createCoordinators(client)
  const topic = await createTopic({ replicas: 3, kafka: cluster.bootstrap })
  const groups = Array.from({ length: 12 }, () => uniqueGroup()).sort()
  for (const group of groups) await commitOffsets(coordinators, group, [{ topic, partition: 0, offset: 1n }], later())

  const listed = await listGroups(client, later())
  deepEqual(names(listed), groups)
  ok(new Set(listed.map(({ coordinator }) => coordinator)).size > 1, 'they are spread')
  const described = await describeGroups(client, coordinators, listed, later())
  deepEqual(names(described), groups)
  for (const { group, coordinator } of described) {
    deepEqual(coordinator, listed.find((each) => each.group === group)?.coordinator)
  }

  const lost = listed[0]?.coordinator ?? 0
  await cluster.broker(lost).kill('SIGKILL')
  // What was listed before is described by who has it now.
  const moved = await untilAll(() => describeGroups(client, coordinators, listed, later()), groups)
  ok(moved.every(({ coordinator }) => coordinator !== lost))
  await untilAll(() => listGroups(client, later()), groups)
})
