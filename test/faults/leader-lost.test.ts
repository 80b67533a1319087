import { deepEqual, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Cluster, startCluster } from '../../infra/local/kafka/cluster.ts'
import { createKafkaClient } from '../../shared/kafka/client.ts'
import { describeTopic } from '../../shared/kafka/describe-topic.ts'
import { createEngine, kafkaSettings } from '../support/engine.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic } from '../support/kafka.ts'
import { type EngineName, withEachEngine } from '../support/librdkafka.ts'
import { startLoad } from './load.ts'
import { failures, judge } from './verdict.ts'

let cluster: Cluster

before(async () => {
  cluster = await startCluster({ dir: newFolder('kafka') })
})

after(() => cluster.stop())

const bootstrapServers = () => cluster.bootstrap.split(',')

/** The node that leads partition 0. */
async function leaderOf(topic: string): Promise<number> {
  const client = createKafkaClient(kafkaSettings({ bootstrapServers: bootstrapServers() }))
  try {
    const { partitions } = await describeTopic(client, topic, Date.now() + 10_000)
    return partitions[0]?.leader ?? -1
  } finally {
    await client.close()
  }
}

async function start(which: EngineName) {
  const topic = await createTopic({ partitions: 6, replicas: 3, kafka: cluster.bootstrap })
  const engine = createEngine({ engine: which, kafka: { bootstrapServers: bootstrapServers() } })
  const single = startLoad(engine, topic, { name: 'single', callers: 16, records: 1, patienceMs: 60_000, pauseMs: 5 })
  const many = startLoad(engine, topic, { name: 'many', callers: 8, records: 100, patienceMs: 60_000, pauseMs: 150 })
  const hasty = startLoad(engine, topic, { name: 'hasty', callers: 4, records: 5, patienceMs: 700, pauseMs: 50 })
  await Promise.all([single.stored(500), many.stored(2000)])
  return { topic, engine, single, many, hasty, leader: cluster.broker(await leaderOf(topic)) }
}

withEachEngine((which, named) => {
  test(
    named('a leader is killed and comes back: every record is stored once, in order, and who waits does not fail'),
    async (t) => {
      const { topic, engine, single, many, hasty, leader } = await start(which)
      await leader.kill('SIGKILL')
      // Until the others have taken over.
      await Promise.all([single.stored(1000), many.stored(4000)])
      await leader.restart()
      await cluster.settled()
      await Promise.all([single.stored(500), many.stored(2000), hasty.stored(50)])

      const witness = cluster.brokers.find(({ nodeId }) => nodeId !== leader.nodeId)
      await judge(t, engine, topic, witness?.bootstrap ?? '', [single, many, hasty])
      deepEqual(failures(which, [single, many]), [0, 0])
    },
  )

  test(
    named('a leader is frozen for 8 s and wakes up: the same, and who cannot wait is answered in time'),
    async (t) => {
      const { topic, engine, single, many, hasty, leader } = await start(which)
      const failedBefore = hasty.count('failed')
      await leader.kill('SIGSTOP')
      await delay(8_000)
      await leader.kill('SIGCONT')
      await Promise.all([single.stored(500), many.stored(2000), hasty.stored(50)])
      await cluster.settled()

      await judge(t, engine, topic, leader.bootstrap, [single, many, hasty])
      deepEqual(failures(which, [single, many]), [0, 0])
      ok(hasty.count('failed') > failedBefore, 'some did not wait for another leader')
    },
  )
})
