import { loadLibrdkafka } from '../../../shared/kafka/producer/librdkafka/load.ts'
import type { Librdkafka } from '../../../shared/kafka/producer/librdkafka/native.ts'

/** How records are taken from it: each as it comes (`consume()`), or so many with a call (`consume(1000)`). */
export type Mode = 'flowing' | 'batches'

/** Records that pass through librdkafka into JavaScript, from the beginning of a topic of one partition. */
export interface NativeReading {
  /**
   * Begins anew at the first record.
   *
   * @param onRecord  is called for each
   */
  start(topic: string, onRecord: () => void): void
  /** Resolves when no more of them come. */
  stop(): Promise<void>
}

interface NativeRecord {
  readonly topic: string
}

/** What is used of `@confluentinc/kafka-javascript`'s callback API to read. */
interface NativeConsumer {
  connect(options: { readonly timeout: number }, done: (error: Error | null | undefined) => void): void
  assign(partitions: readonly { topic: string; partition: number; offset: number }[]): void
  unassign(): void
  setDefaultConsumeTimeout(timeoutMs: number): void
  setDefaultConsumeLoopTimeoutDelay(delayMs: number): void
  consume(): void
  consume(count: number, done: (error: Error | null, records?: readonly NativeRecord[]) => void): void
  on(event: 'data', listener: (record: NativeRecord) => void): this
  on(event: 'event.error' | 'error', listener: (error: Error) => void): this
}

type WithConsumer = Librdkafka & {
  readonly KafkaConsumer: new (options: Readonly<Record<string, unknown>>) => NativeConsumer
}

const BATCH = 1_000
/** Of a call that finds nothing. */
const WAIT_MS = 50
const QUIET_MS = 200

/**
 * Connects a consumer of kafka-javascript's that may fetch as far ahead as it can. Defaults but for what would make it wait:
 * a full queue is looked at again after a second by default.
 *
 * It is never disconnected, as that may hang: its process is to be killed.
 *
 * @param folder  holds the package
 */
export async function connectConsumer(folder: string, kafka: string, mode: Mode): Promise<NativeReading> {
  const { KafkaConsumer } = loadLibrdkafka([folder]) as WithConsumer
  const consumer = new KafkaConsumer({
    'bootstrap.servers': kafka,
    'group.id': 'bench',
    'enable.auto.commit': false,
    'queued.min.messages': 1_000_000,
    'fetch.message.max.bytes': 4_194_304,
    'fetch.queue.backoff.ms': 2,
  })
  let heard: { topic: string; onRecord: () => void } | undefined
  let lastAt = 0
  function hear({ topic }: NativeRecord): void {
    lastAt = performance.now()
    if (heard?.topic === topic) heard.onRecord()
  }
  function takeBatch(): void {
    consumer.consume(BATCH, (error) => {
      if (error) throw error
      if (heard) takeBatch()
    })
  }
  await new Promise<void>((resolve, reject) => {
    consumer.on('event.error', reject).on('error', reject).on('data', hear)
    consumer.connect({ timeout: 10_000 }, (error) => (error ? reject(error) : resolve()))
  })
  consumer.setDefaultConsumeTimeout(WAIT_MS)
  consumer.setDefaultConsumeLoopTimeoutDelay(1)
  if (mode === 'flowing') consumer.consume()
  return {
    start(topic, onRecord) {
      heard = { topic, onRecord }
      consumer.assign([{ topic, partition: 0, offset: 0 }])
      if (mode === 'batches') takeBatch()
    },
    async stop() {
      heard = undefined
      consumer.unassign()
      // What is on its way to JavaScript already comes all the same.
      do await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
      while (performance.now() - lastAt < QUIET_MS)
    },
  }
}
