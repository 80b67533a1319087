import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../../infra/local/kafka/cluster.ts'
import { createFetcher, type Fetcher } from '../../../shared/kafka/fetch/fetcher.ts'
import { visitRecords } from '../../../shared/kafka/fetch/record-batches.ts'
import { isFailure } from '../../../shared/produce/producer.ts'
import { createEngine, kafkaSettings } from '../../support/engine.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic } from '../../support/kafka.ts'

let cluster: Cluster

before(async () => {
  cluster = await startCluster({ dir: newFolder('kafka') })
})

after(() => cluster.stop())

const bootstrapServers = () => cluster.bootstrap.split(',')

function newFetcher(): Fetcher {
  const fetcher = createFetcher(kafkaSettings({ bootstrapServers: bootstrapServers() }), 2)
  after(() => fetcher.close())
  return fetcher
}

async function produce(topic: string, values: readonly string[]): Promise<void> {
  const engine = createEngine({ kafka: { bootstrapServers: bootstrapServers() } })
  try {
    const records = values.map((value) => ({ partition: 0, key: null, value: Buffer.from(value) }))
    equal((await engine.produce(topic, records, Date.now() + 60_000)).filter(isFailure).length, 0)
  } finally {
    await engine.close(Date.now() + 1000)
  }
}

/** Values from an offset on, waited for. */
async function fetchFrom(fetcher: Fetcher, topic: string, offset: bigint, waitMs = 60_000): Promise<string[]> {
  const values: string[] = []
  const wanted = { topic, partition: 0, offset, maxBytes: 10_000 }
  const options = { maxBytes: 10_000, readCommitted: false, waitUntil: Date.now() + waitMs }
  for (const { errorCode, records } of await fetcher.fetch([wanted], options)) {
    equal(errorCode, 0)
    visitRecords(records, offset, [], ({ bytes, valueStart, valueEnd }) => {
      values.push(bytes.toString('utf8', valueStart, valueEnd))
      return true
    })
  }
  return values
}

test('a partition that has a new leader is read there: by whoever waits, and by whoever comes to the old one again', async () => {
  const topic = await createTopic({ replicas: 3, kafka: cluster.bootstrap })
  await produce(topic, ['a', 'b'])
  const [waiting, sleeping] = [newFetcher(), newFetcher()]
  for (const fetcher of [waiting, sleeping]) deepEqual(await fetchFrom(fetcher, topic, 0n), ['a', 'b'])
  const leaderOf = ({ topics }: Fetcher) => topics.peek(topic)?.partitions[0]?.leader ?? -1
  const old = leaderOf(waiting)

  const wait = fetchFrom(waiting, topic, 2n)
  await cluster.broker(old).kill('SIGKILL')
  await produce(topic, ['c'])
  deepEqual(await wait, ['c'])
  notEqual(leaderOf(waiting), old)
  ok(leaderOf(waiting) > 0)

  // It is there again, and follows; who has slept meanwhile takes it for the leader still.
  await cluster.broker(old).restart()
  await cluster.settled()
  equal(leaderOf(sleeping), old)
  deepEqual(await fetchFrom(sleeping, topic, 2n), ['c'])
})
