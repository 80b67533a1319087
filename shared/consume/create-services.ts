import type { Settings } from '../config/load.ts'
import { createKafkaClient, type KafkaClient } from '../kafka/client.ts'
import { createFetcher } from '../kafka/fetch/fetcher.ts'
import type { KafkaSettings } from '../kafka/settings.ts'
import { createTopicCatalog } from '../kafka/topic-catalog.ts'
import { createDynamoClaims } from './dynamodb/claims.ts'
import type { Table } from './dynamodb/table.ts'
import { storeIn } from './dynamodb.ts'
import { createGroupOffsets } from './group-offsets.ts'
import { createInstanceQuota } from './instance-quota.ts'
import { createMemoryStore } from './memory.ts'
import { createMemoryClaims } from './memory-claims.ts'
import { createPreparedAnswers } from './prepared.ts'
import { createRecentInstances } from './recent.ts'
import type { ConsumeServices } from './services.ts'

/** What only consuming needs; made when it is first asked for. */
export interface ConsumeParts {
  /** In the proxy's own name. */
  readonly services: ConsumeServices
  /** The same in another name: another way to Kafka, and the instances of all. */
  side(kafka: KafkaSettings): ConsumeSide
  close(): Promise<void>
}

/** Consuming in one name. */
export interface ConsumeSide {
  readonly services: ConsumeServices
  close(): Promise<void>
}

const RECENT = { maxEntries: 1000, maxAhead: 16, aheadMs: 5000 }
const PREPARED = { maxEntries: 2, keepMs: 1000 }

/** What consuming shares with the rest of the process. */
export interface ConsumeSurroundings {
  /** See {@link ConsumeServices.onAutoCommitFailed}. */
  readonly onAutoCommitFailed: ConsumeServices['onAutoCommitFailed']
  /** Where state is kept, unless in memory. */
  readonly table: () => Table
  /** Whether the process goes on between two requests. */
  readonly stays: boolean
}

export function createConsumeParts(
  settings: Settings,
  kafkaSettings: KafkaSettings,
  { onAutoCommitFailed, table, stays }: ConsumeSurroundings,
): ConsumeParts {
  const kafka = createKafkaClient(kafkaSettings)
  const inMemory = settings.consumerStore === 'memory'
  const store = inMemory ? createMemoryStore() : storeIn(table())
  const max = settings.principalInstances
  const quota =
    max > 0
      ? createInstanceQuota(store, inMemory ? createMemoryClaims() : createDynamoClaims(table()), {
          max,
          settleMs: settings.requestTimeoutMs,
          now: Date.now,
        })
      : undefined
  const shared = {
    store,
    ...(quota && { quota }),
    recent: createRecentInstances(RECENT),
    ...(stays && { prepared: createPreparedAnswers(PREPARED) }),
    autoCommitIntervalMs: settings.consumerAutoCommitIntervalMs,
    maxAnswerBytes: settings.consumerRequestMaxBytes,
    now: Date.now,
    onAutoCommitFailed,
  }

  function side(client: KafkaClient): ConsumeSide {
    const fetcher = createFetcher(client.settings, settings.consumerThreads)
    return {
      services: {
        ...shared,
        fetcher,
        offsets: createGroupOffsets(client),
        topics: createTopicCatalog(client, settings.consumerMetadataMaxAgeMs),
      },
      async close() {
        await Promise.all([fetcher.close(), client.close()])
      },
    }
  }

  const own = side(kafka)
  return {
    services: own.services,
    side: (other) => side(createKafkaClient(other)),
    async close() {
      await Promise.all([store.close(), own.close()])
    },
  }
}
