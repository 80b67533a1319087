/** What the load generator is asked to do once. */
export interface LoadOrder {
  readonly port: number
  /** A whole HTTP request, sent again and again as it is. */
  readonly request: Uint8Array
  readonly connections: number
  readonly recordsPerRequest: number
  readonly settleMs: number
  readonly durationMs: number
  readonly pauseMs: number
  /** Pids of the server under load and of the broker. */
  readonly subject: number
  readonly broker: number
}
