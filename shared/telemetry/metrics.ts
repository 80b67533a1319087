import type { MqttCounts } from '../mqtt/counts.ts'
import type { FailureKind } from '../produce/producer.ts'

/** Source mode, as far as it is watched. */
export interface WatchedMqttSource {
  readonly counts: Readonly<
    Record<'received' | 'stored' | 'again' | 'unmatched' | 'refused' | 'retried' | 'reconnects', number>
  >
  readonly subscribed: boolean
  readonly inFlight: number
}

/** What a process counts; names carry their units (docs/operations.md lists them). */
export interface Metrics {
  observeRequest(operation: string, status: number, ms: number): void
  countRecords(stored: number, failed: ReadonlyMap<FailureKind, number>): void
  /** @param operation  `get`, `put`, `update`, `remove`, `transact`: what DynamoDB was asked for */
  countStoreCall(operation: string): void
  /** @param limit  what somebody went beyond, by its name in docs/operations.md */
  countLimited(limit: string): void
  /** Shows how much a cache of schemas holds, by its name; asked for with each page. */
  watchSchemaCache(cache: string, holding: () => { readonly entries: number; readonly weight: number }): void
  /** Shows what becomes of messages that come from an MQTT broker; asked for with each page. */
  watchMqttSource(source: WatchedMqttSource): void
  /**
   * Shows what the MQTT listener counts.
   *
   * @returns hears how long Kafka took to acknowledge messages, in milliseconds
   */
  watchMqtt(counts: MqttCounts): (ms: number) => void
  /** All of it in Prometheus' text format 0.0.4. */
  page(): Promise<string>
}

/** For processes nobody can ask for a page, as one invocation's environment on Lambda is. */
export const noMetrics: Metrics = {
  observeRequest() {},
  countRecords() {},
  countStoreCall() {},
  countLimited() {},
  watchSchemaCache() {},
  watchMqttSource() {},
  watchMqtt: () => () => {},
  page: async () => '# Metrics are kept by the node server.\n',
}
