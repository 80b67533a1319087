import { after } from 'node:test'
import type { InstanceRef } from '../../shared/consume/change.ts'
import { createInstance } from '../../shared/consume/create.ts'
import { createGroupOffsets } from '../../shared/consume/group-offsets.ts'
import type { Instance, InstanceConfig } from '../../shared/consume/instance.ts'
import { createPreparedAnswers } from '../../shared/consume/prepared.ts'
import { type ReadRequest, read } from '../../shared/consume/read.ts'
import { createRecentInstances } from '../../shared/consume/recent.ts'
import { writeJson } from '../../shared/consume/render/json.ts'
import { createRecordsWriter } from '../../shared/consume/render/records-writer.ts'
import type { ConsumeServices } from '../../shared/consume/services.ts'
import type { Store } from '../../shared/consume/store.ts'
import { subscribe } from '../../shared/consume/subscribe.ts'
import { createKafkaClient } from '../../shared/kafka/client.ts'
import { createFetcher } from '../../shared/kafka/fetch/fetcher.ts'
import type { KafkaSettings } from '../../shared/kafka/settings.ts'
import { createTopicCatalog } from '../../shared/kafka/topic-catalog.ts'
import { stack } from '../support/stack.ts'
import { newName } from './dynamodb/samples.ts'

export const kafkaSettings: KafkaSettings = {
  bootstrapServers: [stack.kafka],
  clientId: 'test',
  connectTimeoutMs: 1000,
  requestTimeoutMs: 3000,
  connectionsMaxIdleMs: 180_000,
  metadataMaxAgeMs: 300_000,
  retryBackoffMs: 50,
}

/** Enough for every call of a test that is to succeed. */
export const soon = () => Date.now() + 20_000

export interface ProcessOptions {
  /** How long a new topic or partition may go unnoticed. */
  readonly metadataMaxAgeMs?: number
  readonly autoCommitIntervalMs?: number
  readonly maxAnswerBytes?: number
  readonly now?: () => number
}

/** What one process of the proxy has: memory and connections of its own, and a store that it shares. */
export interface Process extends ConsumeServices {
  /** Automatic commits that failed. */
  readonly failures: readonly unknown[]
}

/** A process on the real broker; its connections end after the tests. */
export function newProcess(store: Store, options: ProcessOptions = {}): Process {
  const kafka = createKafkaClient(kafkaSettings)
  const fetcher = createFetcher(kafkaSettings, 10)
  after(() => Promise.all([kafka.close(), fetcher.close()]))
  const failures: unknown[] = []
  return {
    store,
    fetcher,
    recent: createRecentInstances({ maxEntries: 100, maxAhead: 16, aheadMs: 5000 }),
    prepared: createPreparedAnswers({ maxEntries: 2, keepMs: 5000 }),
    offsets: createGroupOffsets(kafka),
    topics: createTopicCatalog(kafka, options.metadataMaxAgeMs ?? 0),
    autoCommitIntervalMs: options.autoCommitIntervalMs ?? 5000,
    maxAnswerBytes: options.maxAnswerBytes ?? 16_777_216,
    now: options.now ?? Date.now,
    onAutoCommitFailed: (_, error) => failures.push(error),
    failures,
  }
}

const CONFIG: InstanceConfig = {
  format: 'json',
  autoOffsetReset: 'earliest',
  autoCommit: false,
  readCommitted: false,
  fetchMinBytes: -1,
  requestTimeoutMs: 1000,
  instanceTimeoutMs: 300_000,
}

export interface NewMember {
  readonly group?: string
  readonly name?: string
  readonly config?: Partial<InstanceConfig>
  readonly topics?: readonly string[]
  readonly pattern?: string
}

/** Creates an instance and subscribes it to topics or a pattern, if any are given. */
export async function newInstanceOn(process: Process, member: NewMember = {}): Promise<InstanceRef> {
  const { group = newName(), topics, pattern, config } = member
  const created: Instance = await createInstance(
    process,
    {
      group,
      principal: 'alice',
      baseUri: (name) => `http://test/${name}`,
      config: { ...CONFIG, ...config },
      ...(member.name !== undefined && { name: member.name }),
    },
    soon(),
  )
  const ref = { group, name: created.name, principal: 'alice' }
  if (topics) await subscribe(process, ref, { kind: 'topics', topics }, soon())
  if (pattern) await subscribe(process, ref, { kind: 'pattern', pattern }, soon())
  return ref
}

/** A record as a read answers it. */
export interface ReadRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly value: unknown
}

export interface ReadOptions {
  readonly waitMs?: number
  readonly maxBytes?: number
  readonly idempotencyKey?: string
  readonly permit?: ReadRequest['permit']
}

/** One read of an instance, through one process. */
export async function readOn(process: Process, ref: InstanceRef, options: ReadOptions = {}): Promise<ReadRecord[]> {
  const waitUntil = options.waitMs === undefined ? 0 : Date.now() + options.waitMs
  const request: ReadRequest = {
    plan: () => ({
      waitUntil,
      maxBytes: options.maxBytes ?? Number.POSITIVE_INFINITY,
      shape: String(options.maxBytes),
      createWriter: (capacity) => createRecordsWriter(writeJson, { headers: false, timestamp: false }, capacity),
      dropWriter: () => {},
    }),
    permit: options.permit ?? (() => {}),
    ...(options.idempotencyKey !== undefined && { idempotencyKey: options.idempotencyKey }),
  }
  const { body } = await read(process, ref, request, soon())
  return JSON.parse(body.toString())
}

/** The partitions an instance has adopted, in order. */
export async function partitionsOf({ store }: Process, ref: InstanceRef): Promise<string[]> {
  const instance = await store.load(ref.group, ref.name, soon())
  return [...(instance?.positions.keys() ?? [])].sort()
}
