/** Identifiers of packets, 1 to 65,535: eight kilobytes at most, and none while there are none. */
export class PacketIds {
  size = 0
  #bits: Uint8Array | undefined

  has(id: number): boolean {
    return this.#bits !== undefined && ((this.#bits[id >> 3] as number) & (1 << (id & 7))) !== 0
  }

  add(id: number): void {
    if (this.has(id)) return
    this.#bits ??= new Uint8Array(8192)
    this.#bits[id >> 3] = (this.#bits[id >> 3] as number) | (1 << (id & 7))
    this.size++
  }

  /** @returns whether it was there */
  delete(id: number): boolean {
    if (!this.has(id) || !this.#bits) return false
    this.#bits[id >> 3] = (this.#bits[id >> 3] as number) & ~(1 << (id & 7))
    this.size--
    return true
  }

  /** Gives the memory back when there are none. */
  trim(): void {
    if (this.size === 0) this.#bits = undefined
  }
}
