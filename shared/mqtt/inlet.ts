import { Framing } from './framing.ts'
import { Gate } from './gate.ts'
import type { Transport } from './transport.ts'

/** Who takes a client's packets. */
export interface Taker {
  /** Bytes of the largest packet that may come now, after its fixed header. */
  readonly maxBytes: number
  /** Whether the next packet has to be a CONNECT. */
  readonly isNew: boolean
  /** Something has come, or may be taken again. */
  heard(): void
  /** Takes the packet that was found. */
  take(framing: Framing): void
  /** What could be taken is. @param error  what was thrown by the last packet, or by looking for it */
  taken(error?: unknown): void
  /** Something has come to stand in the way. */
  blocked(): void
}

/**
 * A client's packets, one after another, as long as nothing stands in the way of the next ({@link BLOCK}): then the transport
 * is not read, and what has come is kept.
 */
export class Inlet {
  readonly #transport: Transport
  readonly #taker: Taker
  readonly #framing = new Framing()
  readonly #gate: Gate
  /** Whether packets are being taken at this moment. */
  #taking = false
  /** The client has sent its last. */
  #ended = false
  #stopped = false

  constructor(transport: Transport, taker: Taker) {
    this.#transport = transport
    this.#taker = taker
    this.#gate = new Gate(transport)
  }

  get isOpen(): boolean {
    return this.#gate.isOpen
  }

  has(why: number): boolean {
    return this.#gate.has(why)
  }

  /** Takes what has come. */
  append(chunk: Buffer): void {
    if (this.#stopped) return
    this.#framing.append(chunk)
    this.#take()
  }

  /** The client sends nothing more: what has come is still taken, then the transport ends. */
  end(): void {
    this.#ended = true
    this.#endWhenTaken()
  }

  block(why: number): void {
    if (this.#gate.block(why)) this.#taker.blocked()
  }

  unblock(why: number): void {
    if (!this.#gate.unblock(why) || this.#stopped) return
    this.#take()
    if (this.#gate.isOpen) this.#transport.resume()
    this.#endWhenTaken()
  }

  /** Takes no more, and forgets what has come. */
  stop(): void {
    this.#stopped = true
    this.#framing.clear()
  }

  #take(): void {
    if (this.#taking || !this.#gate.isOpen) return
    this.#taking = true
    let failed: unknown
    try {
      this.#taker.heard()
      while (this.#gate.isOpen && this.#framing.next(this.#taker.maxBytes, this.#taker.isNew))
        this.#taker.take(this.#framing)
    } catch (error) {
      failed = error
    }
    this.#taking = false
    this.#taker.taken(failed)
  }

  #endWhenTaken(): void {
    if (this.#ended && this.#gate.isOpen) this.#transport.end()
  }
}
