import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { Admin } from '@platformatic/kafka'
import { startCluster } from '../../../infra/local/kafka/cluster.ts'
import { newFolder } from '../folder.ts'

test('a cluster of three goes on without any one of its brokers, and takes it back', async (t) => {
  const cluster = await startCluster({ dir: newFolder(t) })
  t.after(() => cluster.stop())
  const admin = new Admin({
    clientId: 'test',
    bootstrapBrokers: cluster.bootstrap.split(','),
    retries: 50,
    retryDelay: 100,
  })
  t.after(() => admin.close())
  const [before] = await admin.createTopics({ topics: ['before'], partitions: 3, replicas: 3 })
  equal(before?.partitions, 3)

  const victim = cluster.broker(2)
  await victim.kill('SIGKILL')
  await cluster.settled()
  deepEqual(
    cluster.brokers.map((broker) => broker.isAlive()),
    [true, false, true],
  )
  await admin.createTopics({ topics: ['meanwhile'], partitions: 3, replicas: 2 })

  await victim.restart()
  await cluster.settled()
  deepEqual((await admin.listTopics()).sort(), ['before', 'meanwhile'])
})
