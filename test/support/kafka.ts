import { Admin, Consumer, MessagesStreamModes } from '@platformatic/kafka'
import { stack } from './stack.ts'

let topics = 0

/** A name no other test uses. */
export function uniqueTopic(hint = 'topic'): string {
  return `${hint}-${process.pid}-${Date.now().toString(36)}-${topics++}`
}

/** Creates a topic with the client library's own administration, apart from the product's. */
export async function createTopic(
  options: { name?: string; partitions?: number; replicas?: number; configs?: Record<string, string>; kafka?: string } = {},
): Promise<string> {
  const topic = options.name ?? uniqueTopic()
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [options.kafka ?? stack.kafka] })
  try {
    await admin.createTopics({
      topics: [topic],
      partitions: options.partitions ?? 1,
      replicas: options.replicas ?? 1,
      configs: Object.entries(options.configs ?? {}).map(([name, value]) => ({ name, value })),
    })
  } finally {
    await admin.close()
  }
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

/**
 * Reads the first `count` records of a topic with the client library's own consumer, apart from the product's code;
 * fails when they do not come within ten seconds.
 */
export async function readTopic(topic: string, count: number, kafka = stack.kafka): Promise<StoredRecord[]> {
  const consumer = new Consumer({ clientId: 'test', groupId: uniqueTopic('group'), bootstrapBrokers: [kafka] })
  const records: StoredRecord[] = []
  try {
    const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: false })
    const timer = setTimeout(() => stream.destroy(new Error(`${records.length} of ${count} records came.`)), 10_000)
    for await (const message of stream) {
      records.push({
        partition: message.partition,
        offset: message.offset,
        timestamp: message.timestamp,
        key: message.key ?? null,
        value: message.value ?? null,
        headers: [...message.headers].map(([name, value]) => [String(name), value ?? null]),
      })
      if (records.length >= count) break
    }
    clearTimeout(timer)
  } finally {
    await consumer.close(true)
  }
  return records.sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset))
}
