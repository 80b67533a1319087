import type { Address } from '../load/address.ts'

/** Messages of one kind, from connections of one kind. */
export interface Publishing {
  readonly qos: 0 | 1 | 2
  /** Each has an MQTT topic of its own. */
  readonly connections: number
  /** Messages that a connection has on their way: at QoS 0, that it sends before it asks whether they were read. */
  readonly window: number
  /** Of a message's payload. */
  readonly bytes: number
}

/** What the load generator is asked to do once. */
export interface PublishOrder extends Publishing {
  readonly server: Address
  readonly settleMs: number
  readonly durationMs: number
  /** Pid of the server under load. */
  readonly subject: number
  /** Pid. */
  readonly broker: number
}
