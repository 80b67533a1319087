/**
 * What is used of `@confluentinc/kafka-javascript`'s callback API. The package is optional, so its own types are not there
 * to check against.
 */
export interface Librdkafka {
  readonly Producer: new (options: Readonly<Record<string, unknown>>) => NativeProducer
  /** For example `2.15.1`. */
  readonly librdkafkaVersion: string
}

/** An error of librdkafka's: a broker's code, or below zero one of its own. */
export interface NativeError extends Error {
  readonly code: number
}

/** What became of a message. */
export interface DeliveryReport {
  readonly topic: string
  readonly partition: number
  /** Below zero when it is not known. */
  readonly offset: number
  /** Epoch milliseconds; the broker's own when the topic stamps records itself. */
  readonly timestamp?: number
  /** What was given to `produce`. */
  readonly opaque: number
}

/** A header as it is given: one name each, so that names may repeat. */
export type NativeHeader = Readonly<Record<string, Buffer>>

export interface NativeProducer {
  /**
   * Copies the message into librdkafka's queue.
   *
   * @throws NativeError  it is not taken, and there will be no report
   */
  produce(
    topic: string,
    partition: number,
    value: Buffer | null,
    key: Buffer | null,
    timestamp: number | undefined,
    opaque: number,
    headers?: readonly NativeHeader[],
  ): true
  connect(options: { readonly allTopics: false; readonly timeout: number }, done: Done): void
  /** Asks for a topic's partitions, and remembers them. */
  getMetadata(
    options: { readonly topic: string; readonly allTopics: false; readonly timeout: number },
    done: Done,
  ): void
  /** Reports are brought by a thread of librdkafka's, as soon as they are there. */
  setPollInBackground(on: boolean): void
  setSaslCredentials(username: string, password: string): void
  /** Waits for what is queued, as long as it may, then ends its connections. */
  disconnect(timeoutMs: number, done: Done): void
  on(event: 'delivery-report', listener: (error: NativeError | null, report: DeliveryReport) => void): this
  on(event: 'event.error' | 'error', listener: (error: Error) => void): this
  on(event: 'event.log', listener: (line: { readonly message: string }) => void): this
}

type Done = (error: Error | null | undefined) => void
