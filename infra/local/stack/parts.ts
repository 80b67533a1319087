import { join } from 'node:path'
import { dynamoDbAnswers, dynamoDbUrl, startDynamoDb } from '../dynamodb.ts'
import { startBroker } from '../kafka/broker.ts'
import { clusterMetadata } from '../kafka/metadata.ts'
import type { Progress } from '../processes/progress.ts'
import type { ProcessRecord } from '../processes/record.ts'
import { registryAnswers, registryUrl, startRegistry } from '../registry.ts'

/** The servers of the stack. */
export type PartName = 'kafka' | 'registry' | 'dynamodb'

/** What the stack needs to know of one of its servers. */
export interface Part {
  name: PartName
  /** For the reader. */
  title: string
  /** The port it has unless the environment variable says otherwise, or it is taken. */
  port: { variable: string; standard: number }
  /** How long it gets between SIGTERM and SIGKILL. */
  graceMs: number
  address(port: number): string
  /** Whether it serves. May throw for no. */
  answers(port: number, signal: AbortSignal): Promise<boolean>
  start(dir: string, port: number, owner: ProcessRecord['owner'], progress: Progress): Promise<unknown>
  /** What it must hold before the proxy can use it; asked for each time. */
  furnish?(port: number): Promise<void>
}

/** The stack: a broker, a schema registry, DynamoDB. Kafka's records and the registry's schemas survive a restart. */
export const parts: readonly Part[] = [
  {
    name: 'kafka',
    title: 'Kafka',
    port: { variable: 'KAFKA_REST_EDGE_KAFKA_PORT', standard: 9092 },
    graceMs: 15_000,
    address: (port) => `127.0.0.1:${port}`,
    answers: async (port, signal) => (await clusterMetadata('127.0.0.1', port, signal)).brokers.length > 0,
    start: (dir, port, owner, progress) => startBroker({ dir, port, progress, ...(owner && { owner }) }),
  },
  {
    name: 'registry',
    title: 'Registry',
    port: { variable: 'KAFKA_REST_EDGE_REGISTRY_PORT', standard: 8081 },
    graceMs: 10_000,
    address: registryUrl,
    answers: registryAnswers,
    start: (dir, port, owner, progress) => startRegistry({ dir, port, keep: true, progress, ...(owner && { owner }) }),
  },
  {
    name: 'dynamodb',
    title: 'DynamoDB',
    port: { variable: 'KAFKA_REST_EDGE_DYNAMODB_PORT', standard: 8000 },
    graceMs: 5_000,
    address: dynamoDbUrl,
    answers: dynamoDbAnswers,
    start: (dir, port, owner, progress) => startDynamoDb({ dir, port, progress, ...(owner && { owner }) }),
    async furnish(port) {
      // Loaded only here: the SDK takes longer to load than most commands to run.
      const { ensureTable } = await import('../table.ts')
      await ensureTable({
        endpoint: dynamoDbUrl(port),
        table: process.env.KAFKA_REST_DYNAMODB_TABLE || 'kafka-rest-edge',
      })
    },
  },
]

/** The folder and pid file of a part. */
export function placeOf(folder: string, part: Part): { dir: string; pidFile: string } {
  const dir = join(folder, part.name)
  return { dir, pidFile: join(dir, `${part.name}.pid`) }
}
