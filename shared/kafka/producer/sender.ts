import type { Entry } from './call.ts'

/** The way of an engine's records to their leaders. */
export interface Sender {
  /** Whether it takes records at once; it need not be asked to {@link prepare} then. */
  readonly ready: boolean
  /**
   * Makes it ready, once for all who ask at the same time.
   *
   * @param deadline  epoch milliseconds
   * @throws KafkaUnreachable, KafkaError, KafkaLoginRefused
   */
  prepare(deadline: number): Promise<unknown>
  /** Takes a record; its fate, or that there is none before its call's deadline, is told to that call. */
  push(topic: string, partition: number, entry: Entry): void
  /** Whether records for the partition would have to wait: its leader does not answer, or there is none. */
  isStuck(topic: string, partition: number): boolean
  /**
   * Settles whatever is still held, and ends all connections. Nothing may be pushed any more.
   *
   * @param deadline  epoch milliseconds
   */
  close(deadline: number): Promise<void>
}
