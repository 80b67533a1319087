import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { KafkaError } from '../../../shared/kafka/error.ts'
import { commitOffsets } from '../../../shared/kafka/groups/commit-offsets.ts'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { fetchCommitted } from '../../../shared/kafka/groups/fetch-committed.ts'
import { createTopic } from '../../support/kafka.ts'
import { joinNatively, protocols } from './native.ts'
import { asOldAsPossible, openClient, openCoordinators, soon, uniqueGroup } from './open.ts'
import { openTransaction } from './transaction.ts'

const topic = await createTopic({ partitions: 2 })
const partition = { topic, partition: 0 }

test('a group that never committed has nothing', async (t) => {
  deepEqual(await fetchCommitted(openCoordinators(t), uniqueGroup(), [partition], soon()), new Map())
})

test('of partitions that do not exist, or can not, nothing is committed', async (t) => {
  const coordinators = openCoordinators(t)
  const group = uniqueGroup()
  await commitOffsets(coordinators, group, [{ ...partition, offset: 1n }], soon())
  const partitions = [
    { topic, partition: 7 },
    { topic, partition: -1 },
    { topic, partition: 2 ** 40 },
    { topic, partition: 0.5 },
    { topic: `${topic}-not`, partition: 0 },
    { topic: '', partition: 0 },
    { topic: 'x'.repeat(40_000), partition: 0 },
  ]
  deepEqual(await fetchCommitted(coordinators, group, partitions, soon()), new Map())
  deepEqual([...(await fetchCommitted(coordinators, group, [...partitions, partition], soon())).keys()], [`${topic}:0`])
})

test('for no partitions, or none that can exist, nobody is asked', async (t) => {
  const coordinators = openCoordinators(t, { bootstrapServers: ['127.0.0.1:1'] })
  deepEqual(await fetchCommitted(coordinators, uniqueGroup(), [], soon()), new Map())
  deepEqual(await fetchCommitted(coordinators, uniqueGroup(), [{ topic: '', partition: 0 }], soon()), new Map())
})

test('partitions that were not asked for are left out', async (t) => {
  const coordinators = openCoordinators(t)
  const group = uniqueGroup()
  const offsets = [0, 1].map((partition) => ({ topic, partition, offset: 1n }))
  await commitOffsets(coordinators, group, offsets, soon())
  deepEqual([...(await fetchCommitted(coordinators, group, [partition], soon())).keys()], [`${topic}:0`])
})

for (const protocol of protocols) {
  test(`a live native member of the ${protocol} protocol is not in the way`, async (t) => {
    const coordinators = openCoordinators(t)
    const group = uniqueGroup()
    await commitOffsets(coordinators, group, [{ ...partition, offset: 5n }], soon())
    await joinNatively(t, group, topic, protocol)
    equal((await fetchCommitted(coordinators, group, [partition], soon())).get(`${topic}:0`)?.offset, 5n)
  })
}

for (const [how, offset] of [
  ['commit', 9n],
  ['abort', 5n],
] as const) {
  for (const [versions, old] of [
    ['newest', false],
    ['oldest', true],
  ] as const) {
    test(`an offset in an open transaction is waited for until its ${how}, in the ${versions} version`, async (t) => {
      const client = openClient(t)
      const coordinators = createCoordinators(old ? asOldAsPossible(client) : client)
      const group = uniqueGroup()
      await commitOffsets(coordinators, group, [{ ...partition, offset: 5n }], soon())
      const transaction = await openTransaction(client, group, { ...partition, offset: 9n })
      let ended = false
      const found = fetchCommitted(coordinators, group, [partition], soon()).then((committed) => {
        ok(ended)
        return committed
      })
      await rejects(fetchCommitted(coordinators, group, [partition], Date.now() + 1000), {
        constructor: KafkaError,
        id: 'UNSTABLE_OFFSET_COMMIT',
        retriable: true,
      })
      ended = true
      await transaction.end(how)
      equal((await found).get(`${topic}:0`)?.offset, offset)
    })
  }
}

test('an open transaction holds up nobody who asks for other partitions or for another group', async (t) => {
  const client = openClient(t)
  const coordinators = createCoordinators(client)
  const group = uniqueGroup()
  const transaction = await openTransaction(client, group, { ...partition, offset: 9n })
  const other = { topic, partition: 1 }
  equal((await fetchCommitted(coordinators, group, [other], soon())).size, 0)
  equal((await fetchCommitted(coordinators, uniqueGroup(), [partition], soon())).size, 0)
  await transaction.end('abort')
})
