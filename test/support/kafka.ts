import {
  Admin,
  type Broker,
  ConnectionPool,
  fetchV17,
  type KafkaRecord,
  metadataV12,
  type RecordsBatch,
} from '@platformatic/kafka'
import { lent } from './lent.ts'
import { stack } from './stack.ts'

let topics = 0

/** A name no other test uses. */
export function uniqueTopic(hint = 'topic'): string {
  return `${hint}-${process.pid}-${Date.now().toString(36)}-${topics++}`
}

export interface TopicShape {
  readonly name?: string
  /** What a name that is not given begins with. */
  readonly hint?: string
  readonly partitions?: number
  readonly replicas?: number
  readonly configs?: Readonly<Record<string, string>>
  /** Which cluster; the test stack's when absent. */
  readonly kafka?: string
}

/** Creates a topic with the client library's own administration, apart from the product's; resolves when it is known. */
export async function createTopic(shape: TopicShape = {}): Promise<string> {
  const topic = shape.name ?? uniqueTopic(shape.hint)
  const create = (admin: Admin) =>
    admin.createTopics({
      topics: [topic],
      partitions: shape.partitions ?? 1,
      replicas: shape.replicas ?? 1,
      configs: Object.entries(shape.configs ?? {}).map(([name, value]) => ({ name, value })),
    })
  await administer(create, shape.kafka)
  await readTopic(topic, 0, shape.kafka)
  return topic
}

/** A record as it stands in Kafka. */
export interface StoredRecord {
  readonly partition: number
  readonly offset: bigint
  readonly timestamp: bigint
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [string, Buffer | null])[]
}

const WAIT_MS = 10_000
/** Connections to the stack's broker, which stays where it is, are kept so long: most topics are made right after another. */
const IDLE_MS = 100
const FETCH_BYTES = 20_000_000

/**
 * All records of a topic, by partition and offset, read with single Fetch calls apart from the product's code.
 *
 * Waits until there are `count`; those that are there beyond it are returned too, so that a record stored twice shows.
 *
 * @throws Error  they have not come within ten seconds
 */
export async function readTopic(topic: string, count: number, kafka = stack.kafka): Promise<StoredRecord[]> {
  const [host = '', port] = kafka.split(/[:,]/)
  const deadline = Date.now() + WAIT_MS
  const read = async (pool: ConnectionPool) => {
    for (;;) {
      const records = await readOnce(pool, { host, port: Number(port) }, topic).catch((error) => error as Error)
      if (Array.isArray(records) && records.length >= count) return records
      if (Date.now() > deadline)
        throw Array.isArray(records) ? new Error(`${records.length} of ${count} came.`) : records
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  return kafka === stack.kafka ? withPool(read) : lent(newPool, 0)(read)
}

const newPool = () => new ConnectionPool('test')
const withPool = lent(newPool, IDLE_MS)

/** What is there now. Fails while the topic is too new to be known everywhere. */
async function readOnce(pool: ConnectionPool, broker: Broker, topic: string): Promise<StoredRecord[]> {
  const metadata = await metadataV12.api.async(await pool.get(broker), [topic], false, false)
  const { topicId = '', partitions = [] } = metadata.topics[0] ?? {}
  const records: StoredRecord[] = []
  for (const { partitionIndex: partition, leaderId } of partitions.toSorted(byIndex)) {
    const leader = metadata.brokers.find(({ nodeId }) => nodeId === leaderId)
    if (!leader) throw new Error(`Partition ${partition} of ${topic} has no leader.`)
    const connection = await pool.get(leader)
    for (let position = 0n, end = 1n; position < end; ) {
      const where = { partition, fetchOffset: position, currentLeaderEpoch: -1, lastFetchedEpoch: -1 }
      const wanted = [{ topicId, partitions: [{ ...where, partitionMaxBytes: FETCH_BYTES }] }]
      const answer = await fetchV17.api.async(connection, 0, 0, FETCH_BYTES, 0, 0, -1, wanted, [], '')
      const found = answer.responses[0]?.partitions[0]
      end = found?.highWatermark ?? 0n
      for (const record of recordsOf(found?.records ?? [], partition)) {
        // A batch is returned whole though one of its records was asked for.
        if (record.offset < position) continue
        records.push(record)
        position = record.offset + 1n
      }
    }
  }
  return records
}

function byIndex(a: { partitionIndex: number }, b: { partitionIndex: number }): number {
  return a.partitionIndex - b.partitionIndex
}

function recordsOf(batches: readonly RecordsBatch[], partition: number): StoredRecord[] {
  return batches.flatMap((batch) => batch.records.map((record) => storedRecord(batch, record, partition)))
}

/** Set when the topic stamps records itself: then the batch's latest time is that of each of its records. */
const LOG_APPEND_TIME = 0x08

function storedRecord(batch: RecordsBatch, record: KafkaRecord, partition: number): StoredRecord {
  const stamped = (batch.attributes & LOG_APPEND_TIME) !== 0
  return {
    partition,
    offset: batch.firstOffset + BigInt(record.offsetDelta),
    timestamp: stamped ? batch.maxTimestamp : batch.firstTimestamp + record.timestampDelta,
    key: record.key,
    value: record.value,
    headers: record.headers.map(([name, value]) => [String(name), value]),
  }
}

const newAdmin = (kafka: string) => new Admin({ clientId: 'test', bootstrapBrokers: kafka.split(',') })
const withAdmin = lent(() => newAdmin(stack.kafka), IDLE_MS)

/** Does something with the client library's own administration, apart from the product's. */
export async function administer<T>(work: (admin: Admin) => Promise<T>, kafka = stack.kafka): Promise<T> {
  return kafka === stack.kafka ? withAdmin(work) : lent(() => newAdmin(kafka), 0)(work)
}
