/** What the stream's load generator is asked to do once. */
export interface StreamOrder {
  readonly port: number
  readonly topic: string
  /** Records as text, sent again and again as one chunk of the body. */
  readonly records: Uint8Array
  readonly recordsPerChunk: number
  readonly connections: number
  readonly settleMs: number
  readonly durationMs: number
  /** Pids of the server under load and of the broker. */
  readonly subject: number
  readonly broker: number
}
