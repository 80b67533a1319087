import { deepEqual, equal, ok } from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, test } from 'node:test'
import { startBroker } from '../../../infra/local/kafka/broker.ts'
import { createAcls } from '../../../shared/kafka/admin/create-acls.ts'
import { describeAcls } from '../../../shared/kafka/admin/describe-acls.ts'
import { commitOffsets } from '../../../shared/kafka/groups/commit-offsets.ts'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { describeGroups } from '../../../shared/kafka/groups/describe-groups.ts'
import { listGroups } from '../../../shared/kafka/groups/list-groups.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic } from '../../support/kafka.ts'
import { asOldAsPossible, openClient, soon, uniqueGroup } from './open.ts'
import { joinRaw } from './raw-member.ts'

const dir = newFolder('groups')
const user = { name: 'looker', password: 'looker-secret' }
const broker = await startBroker({ dir, users: [{ name: 'admin', password: 'admin-secret' }, user] })
after(async () => {
  await broker.stop(0)
  rmSync(dir, { recursive: true, force: true })
})
const own = { bootstrapServers: [broker.bootstrap] }
const topic = await createTopic({ kafka: broker.bootstrap })

/** A group that has committed something. */
async function committed(client: ReturnType<typeof openClient>): Promise<string> {
  const group = uniqueGroup()
  await commitOffsets(createCoordinators(client), group, [{ topic, partition: 0, offset: 1n }], soon())
  return group
}

test('groups of consumers are listed with the broker that keeps them, and no others', async (t) => {
  const client = openClient(t, own)
  const [simple, connect, native] = [await committed(client), uniqueGroup('connect'), uniqueGroup('native')]
  await joinRaw(client, connect, 'connect', Buffer.alloc(0))
  await joinRaw(client, native, 'consumer', Buffer.alloc(0))
  const listed = new Map((await listGroups(client, soon())).map((each) => [each.group, each]))
  deepEqual(listed.get(simple), { group: simple, coordinator: 1, type: 'classic' })
  deepEqual(listed.get(native), { group: native, coordinator: 1, type: 'classic' })
  equal(listed.has(connect), false)
})

test('brokers of the oldest versions list groups without their type, and they are described all the same', async (t) => {
  const client = asOldAsPossible(openClient(t, own))
  const group = await committed(client)
  const listed = (await listGroups(client, soon())).filter((each) => each.group === group)
  deepEqual(listed, [{ group, coordinator: 1, type: '' }])
  const [described] = await describeGroups(client, createCoordinators(client), listed, soon())
  deepEqual([described?.group, described?.state, described?.type], [group, 'Empty', 'classic'])
})

test('groups are described though they have changed their broker or their protocol since they were listed', async (t) => {
  const client = openClient(t, own)
  const listed = [
    { group: await committed(client), coordinator: 1, type: 'classic' },
    { group: await committed(client), coordinator: 1, type: 'consumer' },
    { group: await committed(client), coordinator: 99, type: 'classic' },
    { group: uniqueGroup('gone'), coordinator: 1, type: 'classic' },
    { group: uniqueGroup('gone'), coordinator: 99, type: 'consumer' },
  ]
  const described = await describeGroups(client, createCoordinators(client), listed, soon())
  deepEqual(
    described.map(({ group, state, coordinator }) => ({ group, state, coordinator })).sort(byGroup),
    listed
      .slice(0, 3)
      .map(({ group }) => ({ group, state: 'Empty', coordinator: 1 }))
      .sort(byGroup),
  )
})

test('groups that the proxy may not describe are left out', async (t) => {
  const admin = openClient(t, own)
  const [seen, hidden] = [await committed(admin), await committed(admin)]
  const acl = {
    patternType: 'LITERAL',
    principal: `User:${user.name}`,
    host: '*',
    operation: 'DESCRIBE',
    permission: 'ALLOW',
  } as const
  const acls = [
    { ...acl, resourceType: 'CLUSTER', resourceName: 'kafka-cluster' },
    { ...acl, resourceType: 'GROUP', resourceName: seen },
  ] as const
  deepEqual(await createAcls(admin, acls, soon()), [undefined, undefined])
  const filter = { ...acl, resourceType: 'ANY', resourceName: null, patternType: 'ANY' } as const
  while ((await describeAcls(admin, filter, soon())).length < 2);
  const sasl = { mechanism: 'SCRAM-SHA-256', username: user.name, password: user.password } as const
  const client = openClient(t, { bootstrapServers: [broker.saslBootstrap], sasl })
  const listed = await listGroups(client, soon())
  ok([seen, hidden].every((name) => listed.some(({ group }) => group === name)))
  const described = await describeGroups(client, createCoordinators(client), listed, soon())
  deepEqual(
    described.map(({ group }) => group),
    [seen],
  )
})

function byGroup(a: { group: string }, b: { group: string }): number {
  return a.group < b.group ? -1 : 1
}
