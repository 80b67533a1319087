import { isLoopback } from '../config/listener.ts'
import type { Settings } from '../config/load.ts'
import { createTable, type Table } from '../consume/dynamodb/table.ts'
import type { KafkaClient } from '../kafka/client.ts'
import { fetchMetadata } from '../kafka/metadata.ts'

/** How long one of up to three attempts of a call may hear nothing. */
const TIMEOUT_MS = 2_000
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

/**
 * The table of the settings, for the cluster that the client speaks to. Nobody is asked anything before its first use.
 *
 * @param onCall  hears of every call to DynamoDB
 */
export function createConfiguredTable(
  settings: Settings,
  kafka: KafkaClient,
  onCall: (operation: string) => void,
): Table {
  let known: Promise<string> | undefined
  async function ask(): Promise<string> {
    return (await fetchMetadata(kafka, [], Date.now() + kafka.settings.requestTimeoutMs)).clusterId
  }
  function cluster(): Promise<string> {
    known ??= ask()
    // Asked again next time, should Kafka be away now.
    known.catch(() => {
      known = undefined
    })
    return known
  }
  const endpoint = settings.dynamodbEndpoint
  // DynamoDB Local looks at neither region nor credentials, but the SDK will not go without.
  const local = endpoint && isLoopback(new URL(endpoint).hostname) ? LOCAL : {}
  return createTable({ table: settings.dynamodbTable, cluster, endpoint, onCall, timeoutMs: TIMEOUT_MS, ...local })
}
