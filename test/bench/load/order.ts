import type { Address } from './address.ts'

/** What the load generator is asked to do once. */
export interface LoadOrder {
  readonly server: Address
  /** A whole HTTP request, sent again and again as it is. */
  readonly request: Uint8Array
  readonly connections: number
  readonly recordsPerRequest: number
  readonly settleMs: number
  readonly durationMs: number
  readonly pauseMs: number
  /** Pid of the server under load; absent where it is not known. */
  readonly subject?: number
  /** Pid. */
  readonly broker: number
}
