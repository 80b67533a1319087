import type { Transport } from './transport.ts'

/** What may stand in the way of a connection's next packet. */
export const BLOCK = { login: 1, window: 2, memory: 4, rate: 8, output: 16, stopping: 32 } as const

/** While anything stands in the way nothing is read from the transport. */
export class Gate {
  readonly #transport: Transport
  /** Bits of {@link BLOCK}. */
  #blocks = 0

  constructor(transport: Transport) {
    this.#transport = transport
  }

  get isOpen(): boolean {
    return this.#blocks === 0
  }

  has(why: number): boolean {
    return (this.#blocks & why) !== 0
  }

  /** @returns whether nothing stood in the way before */
  block(why: number): boolean {
    const first = this.#blocks === 0
    if (first) this.#transport.pause()
    this.#blocks |= why
    return first
  }

  /** The transport stays as it is: what has come already is first. @returns whether this was the last that stood in the way */
  unblock(why: number): boolean {
    if (!this.has(why)) return false
    this.#blocks &= ~why
    return this.#blocks === 0
  }
}
