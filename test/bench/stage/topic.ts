import { Admin } from '@platformatic/kafka'

/** Partitions of a topic under load. */
export const PARTITIONS = 3

/** A topic that is written to without end. */
export interface LoadedTopic {
  readonly name: string
  /** Records written so far. */
  stored(): Promise<bigint>
}

/** Topics for load: they keep a few hundred megabytes, as a benchmark would fill a disk otherwise. */
export interface Topics {
  create(name: string): Promise<LoadedTopic>
  close(): Promise<void>
}

const LATEST = -1n
const configs = [
  { name: 'retention.bytes', value: String(64 * 2 ** 20) },
  { name: 'segment.bytes', value: String(64 * 2 ** 20) },
  { name: 'file.delete.delay.ms', value: '1000' },
]

export function openTopics(kafka: string): Topics {
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [kafka] })
  return {
    async create(name) {
      await admin.createTopics({ topics: [name], partitions: PARTITIONS, replicas: 1, configs })
      const partitions = Array.from({ length: PARTITIONS }, (_, partitionIndex) => ({
        partitionIndex,
        timestamp: LATEST,
      }))
      return {
        name,
        async stored() {
          const answer = await admin.listOffsets({ topics: [{ name, partitions }] })
          return answer.flatMap((topic) => topic.partitions).reduce((sum, { offset }) => sum + offset, 0n)
        },
      }
    },
    close: () => admin.close(),
  }
}
