/** Who waits until there is room again. */
export interface Waiting {
  /** There is. */
  proceed(): void
}

/** Bytes of all connections' messages that are on their way to Kafka. */
export class InFlight {
  bytes = 0
  readonly #maxBytes: number
  readonly #waiting = new Set<Waiting>()

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Whether nothing more should be read. */
  get full(): boolean {
    return this.bytes >= this.#maxBytes
  }

  take(bytes: number): void {
    this.bytes += bytes
  }

  give(bytes: number): void {
    this.bytes -= bytes
    for (const one of this.#waiting) {
      if (this.full) return
      this.#waiting.delete(one)
      one.proceed()
    }
  }

  wait(one: Waiting): void {
    this.#waiting.add(one)
  }

  forget(one: Waiting): void {
    this.#waiting.delete(one)
  }
}
