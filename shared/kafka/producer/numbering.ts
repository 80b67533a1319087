import type { Sequence } from './record-batch.ts'

/** Id and epoch under which a producer numbers its batches (KIP-98). `id` −1: without idempotence. */
export interface ProducerIdentity {
  readonly id: bigint
  readonly epoch: number
}

/** Epochs are 16-bit. */
export const LAST_EPOCH = 32_767
const NUMBERS = 2 ** 31

/**
 * The numbers of one partition's batches, by which the leader knows a repeat from a new batch.
 *
 * When it is unsure whether a batch is stored and it will not be sent again, its numbers can be used neither again nor
 * not at all: what follows is counted from 0 under the next epoch, and the leader refuses a late arrival of the old one
 * (KIP-360). An id whose epochs are used up has to be replaced.
 */
export class Numbering {
  #identity: ProducerIdentity | undefined
  #usedUp = false
  #next = 0

  /** Whose numbers these are, used up or not. */
  get identity(): ProducerIdentity | undefined {
    return this.#identity
  }

  /** Whether batches can be numbered; otherwise {@link begin} comes first. */
  get ready(): boolean {
    return this.#identity !== undefined && !this.#usedUp
  }

  /** @param identity  one that no batch of this partition has been numbered under */
  begin(identity: ProducerIdentity): void {
    this.#identity = identity
    this.#usedUp = false
    this.#next = 0
  }

  /** What the next batch carries. */
  get sequence(): Sequence {
    const { id, epoch } = this.#identity ?? { id: -1n, epoch: -1 }
    return { producerId: id, epoch, first: id < 0n ? -1 : this.#next }
  }

  /** A batch of so many records is stored. Numbers go round after 2^31 − 1. */
  advance(records: number): void {
    this.#next = (this.#next + records) % NUMBERS
  }

  /** Gives the numbers of an unsure batch up. */
  renew(): void {
    if (!this.#identity || this.#identity.id < 0n) return
    if (this.#identity.epoch >= LAST_EPOCH) this.#usedUp = true
    else this.begin({ id: this.#identity.id, epoch: this.#identity.epoch + 1 })
  }
}
