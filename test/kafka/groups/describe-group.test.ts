import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { describeGroup } from '../../../shared/kafka/groups/describe-group.ts'
import type { DescribedGroup } from '../../../shared/kafka/groups/described-group.ts'
import { createTopic } from '../../support/kafka.ts'
import { joinNatively, protocols } from './native.ts'
import { asOldAsPossible, openClient, openCoordinators, soon, uniqueGroup } from './open.ts'
import { joinRaw } from './raw-member.ts'

/** A group once it has as many members and is stable, as far as it comes to that in ten seconds. */
async function settled(describe: () => Promise<DescribedGroup | undefined>, members: number) {
  const deadline = soon()
  for (;;) {
    const group = await describe()
    if (Date.now() > deadline || (group?.state === 'Stable' && group.members.length === members)) return group
  }
}

for (const protocol of protocols) {
  test(`a group of the ${protocol} protocol is described with its members and their partitions`, async (t) => {
    const coordinators = openCoordinators(t)
    const [topic, group] = [await createTopic({ partitions: 2 }), uniqueGroup()]
    await joinNatively(t, group, topic, protocol)
    const found = await settled(async () => {
      const described = await describeGroup(coordinators, group, soon())
      return described?.members[0]?.partitions.length === 2 ? described : undefined
    }, 1)
    const [member] = found?.members ?? []
    ok(found && member)
    deepEqual(
      { type: found.type, protocolType: found.protocolType, mixed: found.mixed, errorCode: found.errorCode },
      { type: protocol, protocolType: 'consumer', mixed: false, errorCode: 0 },
    )
    ok(found.assignor.length > 0)
    equal(member.clientId, 'native')
    deepEqual(
      member.partitions.toSorted((a, b) => a.partition - b.partition),
      [
        { topic, partition: 0 },
        { topic, partition: 1 },
      ],
    )
  })

  test(`a group of the ${protocol} protocol is described by brokers of the oldest versions, too`, async (t) => {
    const coordinators = createCoordinators(asOldAsPossible(openClient(t)))
    const [topic, group] = [await createTopic(), uniqueGroup()]
    await joinNatively(t, group, topic, protocol)
    const found = await settled(() => describeGroup(coordinators, group, soon()), 1)
    equal(found?.type, protocol)
    equal(found?.members[0]?.clientId, 'native')
    equal(found?.mixed, false)
  })
}

test('a group that is on its way to the consumer protocol is mixed', async (t) => {
  const client = openClient(t)
  const coordinators = createCoordinators(client)
  const [topic, group] = [await createTopic({ partitions: 2 }), uniqueGroup()]
  await joinNatively(t, group, topic, 'consumer')
  equal((await settled(() => describeGroup(coordinators, group, soon()), 1))?.mixed, false)
  await joinRaw(client, group, 'consumer', Buffer.alloc(0))
  const found = await settled(() => describeGroup(coordinators, group, soon()), 2)
  deepEqual([found?.type, found?.mixed], ['consumer', true])
})

test('a group that nobody made is none', async (t) => {
  equal(await describeGroup(openCoordinators(t), uniqueGroup(), soon()), undefined)
})

test('a name that no group can have is none, and the connection lives on', async (t) => {
  const coordinators = openCoordinators(t)
  equal(await describeGroup(coordinators, 'g'.repeat(40_000), soon()), undefined)
  equal(await describeGroup(coordinators, '', soon()), undefined)
})

test('a group of Kafka Connect is no group of consumers', async (t) => {
  const client = openClient(t)
  const group = uniqueGroup('connect')
  await joinRaw(client, group, 'connect', Buffer.from('connectors'))
  equal(await describeGroup(createCoordinators(client), group, soon()), undefined)
})

for (const [what, bytes] of Object.entries({
  nothing: Buffer.alloc(0),
  'a few bytes': Buffer.from('x'),
  'a length beyond the end': Buffer.from([0, 1, 0, 0, 0, 9, 0, 200, 65]),
  'a length below zero': Buffer.from([0, 1, 0, 0, 0, 1, 128, 0, 65]),
  'very many topics': Buffer.from([0, 1, 127, 255, 255, 255]),
  'a text': Buffer.from('a text that is no assignment at all'),
})) {
  test(`a member that was given ${what} has no partitions`, async (t) => {
    const client = openClient(t)
    const group = uniqueGroup('odd')
    await joinRaw(client, group, 'consumer', bytes)
    const found = await describeGroup(createCoordinators(client), group, soon())
    deepEqual([found?.state, found?.members.length], ['Stable', 1])
    deepEqual(found?.members[0]?.partitions, [])
  })
}
