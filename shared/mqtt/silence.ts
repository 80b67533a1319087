/** How long nothing has come from a client, and whether that is too long. */
export class Silence {
  /** How long it may last; 0 for as long as the client likes. */
  maxMs = 0
  /** When something came last, or something else happened from which time counts (epoch ms). */
  #since = Date.now()
  /** Whether it was too long when it was looked at last. */
  #suspected = false

  /** @returns epoch milliseconds */
  heard(): number {
    this.#suspected = false
    this.#since = Date.now()
    return this.#since
  }

  /** Time counts from now on, though nothing came. */
  restart(): void {
    this.#since = Date.now()
  }

  lastsMs(now: number): number {
    return now - this.#since
  }

  /** @returns undefined when it is too long for the first time: a busy process may not have read yet what has come */
  isTooLong(now: number): boolean | undefined {
    if (this.maxMs === 0 || this.lastsMs(now) <= this.maxMs) return false
    if (this.#suspected) return true
    this.#suspected = true
    return undefined
  }
}
