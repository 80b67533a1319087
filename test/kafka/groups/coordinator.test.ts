import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, type TestContext, test } from 'node:test'
import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  Admin,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka'
import { startBroker } from '../../../infra/local/kafka/broker.ts'
import type { KafkaClient } from '../../../shared/kafka/client.ts'
import { KafkaError, KafkaLoginRefused, KafkaUnreachable } from '../../../shared/kafka/error.ts'
import { commitOffsets } from '../../../shared/kafka/groups/commit-offsets.ts'
import { type Coordinators, createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { fetchCommitted } from '../../../shared/kafka/groups/fetch-committed.ts'
import { fetchMetadata } from '../../../shared/kafka/metadata.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic } from '../../support/kafka.ts'
import { openClient, openCoordinators, soon, uniqueGroup } from './open.ts'

const dir = newFolder('coordinator')
const user = { name: 'reader', password: 'reader-secret' }
const broker = await startBroker({ dir, users: [{ name: 'admin', password: 'admin-secret' }, user] })
after(async () => {
  await broker.stop(0)
  rmSync(dir, { recursive: true, force: true })
})
const own = { bootstrapServers: [broker.bootstrap] }
const topic = await createTopic({ kafka: broker.bootstrap })
const partition = { topic, partition: 0 }
const FIND_COORDINATOR = 10

function commit(coordinators: Coordinators, group: string, offset: bigint, deadline = soon()) {
  return commitOffsets(coordinators, group, [{ ...partition, offset }], deadline)
}

async function committed(coordinators: Coordinators, group: string): Promise<bigint | undefined> {
  return (await fetchCommitted(coordinators, group, [partition], soon())).get(`${topic}:0`)?.offset
}

/** Fails unless `work` takes until its deadline, and not much longer, to find that nobody answers. */
async function unreachable(work: (deadline: number) => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 1000
  await rejects(work(deadline), KafkaUnreachable)
  const late = Date.now() - deadline
  ok(-100 <= late && late < 700, `${late} ms after the deadline`)
}

/** Freezes the broker; resolves when it does not answer any more, as threads go on for a moment after the signal. */
async function freeze(t: TestContext): Promise<void> {
  const client = openClient(t, own)
  await broker.kill('SIGSTOP')
  for (;;) {
    try {
      await fetchMetadata(client, [], Date.now() + 500)
    } catch {
      return
    }
  }
}

/** The client, counting which APIs it is asked to call on any broker. */
function counting(client: KafkaClient): { client: KafkaClient; calls: (apiKey: number) => number } {
  const keys: number[] = []
  return {
    client: {
      ...client,
      get brokers() {
        return client.brokers
      },
      callAny(versions, args, deadline) {
        keys.push(versions[0]?.key ?? -1)
        return client.callAny(versions, args, deadline)
      },
    },
    calls: (apiKey) => keys.filter((key) => key === apiKey).length,
  }
}

test('a group may be the first of a new cluster, which has no offsets topic yet', async (t) => {
  const fresh = newFolder('fresh')
  const other = await startBroker({ dir: fresh })
  t.after(async () => {
    await other.stop(0)
    rmSync(fresh, { recursive: true, force: true })
  })
  const coordinators = openCoordinators(t, { bootstrapServers: [other.bootstrap] })
  equal((await fetchCommitted(coordinators, uniqueGroup(), [partition], soon())).size, 0)
})

test('all who ask for a group at the same time have its coordinator looked for once, and it is remembered', async (t) => {
  const { client, calls } = counting(openClient(t, own))
  const coordinators = createCoordinators(client)
  // The first group of all has the offsets topic made, which takes several calls.
  await commit(coordinators, uniqueGroup(), 1n)
  const before = calls(FIND_COORDINATOR)
  const group = uniqueGroup()
  await Promise.all([1n, 2n, 3n, 4n].map((offset) => commit(coordinators, group, offset)))
  await commit(coordinators, group, 5n)
  equal(calls(FIND_COORDINATOR), before + 1)
})

test('who is in a hurry fails alone when a coordinator is looked for', async (t) => {
  const coordinators = openCoordinators(t, own)
  const group = uniqueGroup()
  await freeze(t)
  const patient = commit(coordinators, group, 1n)
  try {
    await unreachable((deadline) => commit(coordinators, group, 2n, deadline))
  } finally {
    await broker.kill('SIGCONT')
  }
  await patient
  equal(await committed(coordinators, group), 1n)
})

test('while the coordinator is away a call fails at its deadline, and with a later one goes on when it is back', async (t) => {
  const coordinators = openCoordinators(t, own)
  const [group, other] = [uniqueGroup(), uniqueGroup()]
  await commit(coordinators, group, 1n)
  await broker.kill('SIGKILL')
  const later = Date.now() + 60_000
  const fetched = fetchCommitted(coordinators, group, [partition], later)
  const results = commit(coordinators, other, 2n, later)
  try {
    await unreachable((deadline) => commit(coordinators, group, 2n, deadline))
    await unreachable((deadline) => fetchCommitted(coordinators, group, [partition], deadline))
    await unreachable((deadline) => commit(coordinators, uniqueGroup(), 2n, deadline))
  } finally {
    await broker.restart()
  }
  equal((await fetched).get(`${topic}:0`)?.offset, 1n)
  deepEqual(await results, [partition])
  equal(await committed(coordinators, other), 2n)
})

test('while the coordinator is frozen, a call fails at its deadline', async (t) => {
  const coordinators = openCoordinators(t, own)
  const group = uniqueGroup()
  await commit(coordinators, group, 1n)
  await freeze(t)
  try {
    await unreachable((deadline) => fetchCommitted(coordinators, group, [partition], deadline))
    await unreachable((deadline) => fetchCommitted(coordinators, uniqueGroup(), [partition], deadline))
  } finally {
    await broker.kill('SIGCONT')
  }
  equal(await committed(coordinators, group), 1n)
})

test('a deadline that has passed is one', async (t) => {
  await rejects(commit(openCoordinators(t, own), uniqueGroup(), 1n, Date.now() - 1), KafkaUnreachable)
})

/** Lets the user do something; resolves when the broker knows. */
async function allow(resourceType: Acl['resourceType'], resourceName: string, operation: Acl['operation']) {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker.bootstrap] })
  const acl = {
    resourceType,
    resourceName,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: `User:${user.name}`,
    host: '*',
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  }
  try {
    await admin.createAcls({ creations: [acl] })
    while ((await admin.describeAcls({ filter: acl })).length === 0);
  } finally {
    await admin.close()
  }
}

test('what the proxy may not do is said at once, of the group and of each topic', async (t) => {
  const coordinators = openCoordinators(t, {
    bootstrapServers: [broker.saslBootstrap],
    sasl: { mechanism: 'SCRAM-SHA-256', username: user.name, password: user.password },
  })
  const group = uniqueGroup()
  const refusal = (id: string) => ({ constructor: KafkaError, id })
  const fetch = () => fetchCommitted(coordinators, group, [partition], soon())
  const begun = Date.now()
  await rejects(commit(coordinators, group, 1n), refusal('GROUP_AUTHORIZATION_FAILED'))
  await rejects(fetch(), refusal('GROUP_AUTHORIZATION_FAILED'))
  await allow(ResourceTypes.GROUP, group, AclOperations.DESCRIBE)
  await rejects(commit(coordinators, group, 1n), refusal('GROUP_AUTHORIZATION_FAILED'))
  await rejects(fetch(), refusal('TOPIC_AUTHORIZATION_FAILED'))
  await allow(ResourceTypes.GROUP, group, AclOperations.READ)
  const [result] = await commit(coordinators, group, 1n)
  equal(result?.error?.id, 'TOPIC_AUTHORIZATION_FAILED')
  await allow(ResourceTypes.TOPIC, topic, AclOperations.READ)
  deepEqual(await commit(coordinators, group, 1n), [partition])
  equal((await fetch()).get(`${topic}:0`)?.offset, 1n)
  ok(Date.now() - begun < 5000)
})

test('credentials that Kafka refuses are not tried again', async (t) => {
  const coordinators = openCoordinators(t, {
    bootstrapServers: [broker.saslBootstrap],
    sasl: { mechanism: 'SCRAM-SHA-256', username: user.name, password: 'wrong' },
  })
  const begun = Date.now()
  await rejects(commit(coordinators, uniqueGroup(), 1n), KafkaLoginRefused)
  ok(Date.now() - begun < 5000)
})
