import type { Compression } from './record-batch.ts'

/** Producer settings, named and defaulted after Kafka's own (`producer.*` in the proxy's configuration). */
export interface ProducerSettings {
  /** −1: all in-sync replicas; 1: the leader alone, without idempotence. */
  readonly acks: -1 | 1
  readonly idempotence: boolean
  readonly compression: Compression
  /** Largest record, and largest batch to begin with; a topic that takes less is learned from its refusals. */
  readonly maxRequestBytes: number
  /** Bytes to one partition after which records without a key go to another. */
  readonly batchBytes: number
  /** Pause before a batch is cut, to gather more records; 0 cuts as soon as the partition is free. */
  readonly lingerMs: number
  /** Bytes of records taken and not yet settled; beyond it `produce` waits. */
  readonly bufferBytes: number
  /** How long `produce` waits for room in the buffer, and for a topic that the brokers do not know. */
  readonly maxBlockMs: number
  /** How long a record may be tried for by an engine that cannot be told so for each; see `Producer.produce`. */
  readonly deliveryTimeoutMs: number
}
