import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { commitOffsets } from '../../../shared/kafka/groups/commit-offsets.ts'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { fetchAllCommitted } from '../../../shared/kafka/groups/fetch-all-committed.ts'
import { createTopic } from '../../support/kafka.ts'
import { asOldAsPossible, openClient, openCoordinators, soon, uniqueGroup } from './open.ts'
import { openTransaction } from './transaction.ts'

test('all that a group has committed is found, in whatever topics', async (t) => {
  const client = openClient(t)
  const group = uniqueGroup()
  const [a, b] = [await createTopic({ partitions: 2 }), await createTopic()]
  const offsets = [
    { topic: a, partition: 1, offset: 7n, metadata: 'größe' },
    { topic: b, partition: 0, offset: 2n ** 62n },
  ]
  await commitOffsets(createCoordinators(client), group, offsets, soon())
  for (const each of [client, asOldAsPossible(client)]) {
    deepEqual(
      await fetchAllCommitted(createCoordinators(each), group, soon()),
      new Map([
        [`${a}:1`, { offset: 7n, metadata: 'größe' }],
        [`${b}:0`, { offset: 2n ** 62n, metadata: '' }],
      ]),
    )
  }
})

test('a group that nobody made has committed nothing', async (t) => {
  equal((await fetchAllCommitted(openCoordinators(t), uniqueGroup(), soon())).size, 0)
})

test('offsets that an open transaction holds are not waited for', async (t) => {
  const client = openClient(t)
  const coordinators = createCoordinators(client)
  const group = uniqueGroup()
  const place = { topic: await createTopic(), partition: 0 }
  await commitOffsets(coordinators, group, [{ ...place, offset: 3n }], soon())
  const transaction = await openTransaction(client, group, { ...place, offset: 9n })
  try {
    const found = await fetchAllCommitted(coordinators, group, soon())
    equal(found.get(`${place.topic}:0`)?.offset, 3n)
  } finally {
    await transaction.end('abort')
  }
})
