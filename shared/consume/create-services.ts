import { isLoopback } from '../config/listener.ts'
import type { Settings } from '../config/load.ts'
import { createKafkaClient, type KafkaClient } from '../kafka/client.ts'
import { createFetcher } from '../kafka/fetch/fetcher.ts'
import { fetchMetadata } from '../kafka/metadata.ts'
import type { KafkaSettings } from '../kafka/settings.ts'
import { createTopicCatalog } from '../kafka/topic-catalog.ts'
import { createDynamoStore } from './dynamodb.ts'
import { createGroupOffsets } from './group-offsets.ts'
import { createMemoryStore } from './memory.ts'
import { createRecentInstances } from './recent.ts'
import type { ConsumeServices } from './services.ts'
import type { Store } from './store.ts'

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

/** Whom consuming tells what happens behind a request. */
export interface ConsumeWatch {
  /** See {@link ConsumeServices.onAutoCommitFailed}. */
  readonly onAutoCommitFailed: ConsumeServices['onAutoCommitFailed']
  /** A call to DynamoDB. */
  readonly onStoreCall: (operation: string) => void
}

export function createConsumeParts(
  settings: Settings,
  kafkaSettings: KafkaSettings,
  watch: ConsumeWatch,
): ConsumeParts {
  const kafka = createKafkaClient(kafkaSettings)
  const askCluster = async () => {
    const { clusterId } = await fetchMetadata(kafka, [], Date.now() + kafkaSettings.requestTimeoutMs)
    return clusterId
  }
  const shared = {
    store: createStore(settings, askCluster, watch),
    recent: createRecentInstances(RECENT),
    autoCommitIntervalMs: settings.consumerAutoCommitIntervalMs,
    maxAnswerBytes: settings.consumerRequestMaxBytes,
    now: Date.now,
    onAutoCommitFailed: watch.onAutoCommitFailed,
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
      await Promise.all([shared.store.close(), own.close()])
    },
  }
}

function createStore(settings: Settings, askCluster: () => Promise<string>, { onStoreCall }: ConsumeWatch): Store {
  if (settings.consumerStore === 'memory') return createMemoryStore()
  let known: Promise<string> | undefined
  const cluster = () => {
    known ??= askCluster()
    // Asked again next time, should Kafka be away now.
    known.catch(() => {
      known = undefined
    })
    return known
  }
  const endpoint = settings.dynamodbEndpoint
  // DynamoDB Local looks at neither region nor credentials, but the SDK will not go without.
  const local = endpoint && isLoopback(new URL(endpoint).hostname) ? LOCAL : {}
  return createDynamoStore({ table: settings.dynamodbTable, cluster, endpoint, onCall: onStoreCall, ...local })
}

const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
