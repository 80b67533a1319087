/** A record on its way to Kafka. Bytes are Kafka's: `null` is null, a zero-length buffer is not. */
export interface OutgoingRecord {
  /** Where it goes; without one, its key decides (murmur2, as Java's producer), and without a key any partition may. */
  readonly partition?: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** In order; names may repeat. */
  readonly headers?: readonly RecordHeader[]
  /** Epoch milliseconds; the time it is sent when absent. */
  readonly timestamp?: number
}

export interface RecordHeader {
  readonly name: string
  readonly value: Buffer | null
}

/** A record that Kafka has acknowledged, as far as `acks` asks for. */
export interface Acknowledged {
  readonly partition: number
  readonly offset: bigint
  /** Epoch milliseconds, as stored. */
  readonly timestamp: number
}

/**
 * Why a record was not acknowledged.
 *
 * - `unauthenticated`, `unauthorized`: Kafka refuses the principal
 * - `unknown-topic`: no such topic or partition as far as the brokers say
 * - `too-large`: over `max.request.size` or the topic's `max.message.bytes`
 * - `refused`: any other answer that trying again will not change
 * - `retriable`: not stored; trying again may help
 * - `unsure`: no answer before the deadline, the record may be stored or may yet be
 */
export type FailureKind =
  | 'unauthenticated'
  | 'unauthorized'
  | 'unknown-topic'
  | 'too-large'
  | 'refused'
  | 'retriable'
  | 'unsure'

export interface RecordFailure {
  readonly failure: FailureKind
  readonly message: string
}

export type RecordResult = Acknowledged | RecordFailure

export function isFailure(result: RecordResult): result is RecordFailure {
  return 'failure' in result
}

/** Calls that follow one another: for each partition, their records are stored in the order of the calls. */
export interface Sequence {
  /** Settles when the last call's records have their places in their partitions' queues. The engine's own business. */
  entering?: Promise<void> | undefined
}

/**
 * The port to whatever engine writes to Kafka; free of any client library's types.
 *
 * Records of one call that go to one partition are stored in their order. With idempotence on, none is stored twice
 * however often the engine had to send it.
 */
export interface Producer {
  /**
   * Resolves when the fate of every record is known or the deadline has come; never rejects for a record's sake.
   *
   * @param deadline  epoch milliseconds
   * @param sequence  given to calls that must not overtake each other, all for one topic; without one a later call may
   * @returns one result per record, in the order of `records`
   */
  produce(
    topic: string,
    records: readonly OutgoingRecord[],
    deadline: number,
    sequence?: Sequence,
  ): Promise<RecordResult[]>
  /** Records taken and not yet settled. */
  readonly pending: { readonly records: number; readonly bytes: number }
  /** Takes no more, waits for what is under way until the deadline (epoch ms), then ends its connections. */
  close(deadline: number): Promise<void>
}
