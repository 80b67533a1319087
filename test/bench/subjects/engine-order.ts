/** What the engine's process is asked to do once. */
export interface EngineOrder {
  readonly topic: string
  readonly callers: number
  readonly recordsPerRequest: number
  /** Of a record's value; there is no key. */
  readonly bytes: number
  readonly settleMs: number
  readonly durationMs: number
  readonly pauseMs: number
  /** Pid of the broker. */
  readonly broker: number
}
