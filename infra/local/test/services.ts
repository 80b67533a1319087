import { join } from 'node:path'
import { prepareArchives } from '../archives.ts'
import { startDynamoDb } from '../dynamodb.ts'
import { startBroker } from '../kafka/broker.ts'
import type { Progress } from '../processes/progress.ts'
import { together } from '../processes/together.ts'
import { startRegistry } from '../registry.ts'
import { warmRegistry } from './warm-registry.ts'

/** Records of tests may be of times long gone. Every five minutes the broker would look for such, and delete them. */
const KEPT = { 'log.retention.check.interval.ms': 86_400_000 }

/**
 * Starts the servers that tests share, on free ports and with no data, and says where they are: the variables that the
 * tests read. Those that are in the environment already are taken as they are, and nothing is started.
 */
export async function startServices(dir: string, progress: Progress): Promise<NodeJS.ProcessEnv> {
  const { TEST_KAFKA, TEST_REGISTRY, TEST_DYNAMODB } = process.env
  if (TEST_KAFKA && TEST_REGISTRY && TEST_DYNAMODB) return {}
  await prepareArchives(progress)
  const begun = Date.now()
  const [kafka, registry, dynamodb] = await together(progress, [
    (shared) => startBroker({ dir: join(dir, 'kafka'), properties: KEPT, progress: shared }),
    async (shared) => {
      const started = await startRegistry({ dir: join(dir, 'registry'), progress: shared })
      await warmRegistry(started.url)
      return started
    },
    (shared) => startDynamoDb({ dir: join(dir, 'dynamodb'), progress: shared }),
  ])
  progress.say(`Kafka, registry and DynamoDB are up (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
  return {
    TEST_KAFKA: kafka.bootstrap,
    TEST_KAFKA_SASL: kafka.saslBootstrap,
    TEST_REGISTRY: registry.url,
    TEST_DYNAMODB: dynamodb.url,
  }
}
