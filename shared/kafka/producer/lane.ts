import type { RecordFailure } from '../../produce/producer.ts'
import type { Entry } from './call.ts'
import type { PartitionAnswer } from './produce-api.ts'
import { reaction } from './reaction.ts'
import { type Compression, encodeRecordBatch, type Sequence } from './record-batch.ts'

/** A batch that was cut, with the bytes every attempt sends. */
interface Batch {
  readonly entries: readonly Entry[]
  readonly bytes: Buffer
  readonly cutAt: number
  /** An attempt went without an answer: the records may be stored already. */
  unsure: boolean
  /** An attempt is on its way. */
  underway: boolean
}

/** Id and epoch under which a lane numbers its batches. `id` −1: without idempotence. */
export interface ProducerIdentity {
  readonly id: bigint
  readonly epoch: number
}

/**
 * The records for one partition, in order: a queue, and at most one batch on its way.
 *
 * What arrives while a batch is on its way goes into the next one (group commit). As the next batch is only cut when the
 * fate of the one before is known, order needs no further care, and a batch sent again carries the same number, so that
 * the leader stores it once (KIP-98).
 *
 *     push ──▶ queue ──cut──▶ batch ──sent──▶ stored: settle, next number
 *                ▲              │  ▲
 *                │              │  └── no answer, no leader: the same bytes again
 *                └─ not stored ─┘      deadline while unsure: settle as `unsure`, next epoch (KIP-360)
 */
export class Lane {
  readonly topic: string
  readonly partition: number
  /** A request with this lane's batch is under way, or a pause before its next attempt. */
  busy = false
  lastUse = Date.now()
  /** What stands in the way at the moment, for whoever cannot wait any longer. */
  trouble = 'the partition leader did not answer.'
  #queue: Entry[] = []
  #batch: Batch | undefined
  #identity: ProducerIdentity
  #nextNumber = 0
  #maxBytes: number
  #maxRecords = Number.POSITIVE_INFINITY

  constructor(topic: string, partition: number, identity: ProducerIdentity, maxBytes: number) {
    this.topic = topic
    this.partition = partition
    this.#identity = identity
    this.#maxBytes = maxBytes
  }

  get idle(): boolean {
    return !this.busy && this.#batch === undefined && this.#queue.length === 0
  }

  get epoch(): number {
    return this.#identity.epoch
  }

  push(entry: Entry): void {
    this.#queue.push(entry)
  }

  /** The bytes to send next: the batch under way once more, or a new one cut from the queue; `undefined` for nothing. */
  take(compression: Compression, now: number): Buffer | undefined {
    this.lastUse = now
    if (!this.#batch) this.#batch = this.#cut(compression, now)
    return this.#batch?.bytes
  }

  /** The batch is about to be written to a connection. */
  sending(): void {
    if (this.#batch) this.#batch.underway = true
  }

  /**
   * The attempt ended without an answer.
   *
   * @param reached  whether it may have reached the leader; records of a batch that never did can still be withdrawn
   */
  unanswered(reached: boolean): void {
    const batch = this.#batch
    if (!batch) return
    batch.underway = false
    if (reached) batch.unsure = true
    else if (!batch.unsure) this.#putBack(batch.entries)
  }

  /**
   * Takes the leader's word about the batch.
   *
   * @returns whether the same batch has to be sent again, after a pause and with fresh metadata
   */
  answered(answer: PartitionAnswer): boolean {
    const batch = this.#batch
    if (!batch) return false
    batch.underway = false
    const verdict = reaction(answer, batch.entries.length)
    // An earlier attempt may have used the batch's numbers: what is sent in its place needs numbers of its own.
    if (batch.unsure && verdict.kind !== 'stored' && verdict.kind !== 'again') this.#nextEpoch()
    switch (verdict.kind) {
      case 'stored':
        this.#stored(batch, answer)
        return false
      case 'again':
        if (verdict.appended) batch.unsure = true
        return true
      case 'renumber':
        if (!batch.unsure) this.#nextEpoch()
        this.#putBack(batch.entries)
        return false
      case 'split':
        if (verdict.tooLarge) this.#maxBytes = Math.max(1, Math.floor(batch.bytes.length / 2))
        else this.#maxRecords = Math.ceil(batch.entries.length / 2)
        this.#putBack(batch.entries)
        return false
      case 'refused': {
        const named = new Set(verdict.indexes)
        batch.entries.forEach((entry, index) => {
          if (named.has(index)) entry.call.settle(entry, verdict.failure(index))
        })
        this.#putBack(batch.entries.filter((_, index) => !named.has(index)))
        return false
      }
    }
  }

  /** Settles what cannot wait any longer. */
  expire(now: number): void {
    const late = (entry: Entry) => entry.call.deadline <= now
    if (this.#queue.some(late)) {
      for (const entry of this.#queue.filter(late)) entry.call.settle(entry, notSent(this.trouble))
      this.#queue = this.#queue.filter((entry) => !late(entry))
    }
    const batch = this.#batch
    if (!batch) return
    for (const entry of batch.entries.filter(late)) entry.call.settle(entry, unsure(this.trouble))
    // Nobody waits for it any more.
    if (batch.entries.every(late)) this.#abandon(batch)
  }

  /** Settles all that waits with a failure; a batch that may be stored is settled as `unsure`. */
  fail(failure: RecordFailure): void {
    const batch = this.#batch
    const queue = this.#queue
    this.#queue = []
    if (batch) {
      const fate = batch.unsure || batch.underway ? unsure(failure.message) : failure
      this.#abandon(batch)
      for (const entry of batch.entries) entry.call.settle(entry, fate)
    }
    for (const entry of queue) entry.call.settle(entry, failure)
  }

  #cut(compression: Compression, now: number): Batch | undefined {
    if (this.#queue.length === 0) return undefined
    let bytes = 0
    let count = 0
    for (const entry of this.#queue) {
      if (count > 0 && (bytes + entry.bytes > this.#maxBytes || count >= this.#maxRecords)) break
      bytes += entry.bytes
      count++
    }
    const entries = count === this.#queue.length ? this.#queue : this.#queue.slice(0, count)
    this.#queue = count === this.#queue.length ? [] : this.#queue.slice(count)
    const records = entries.map((entry) => entry.record)
    const sequence: Sequence = {
      producerId: this.#identity.id,
      epoch: this.#identity.epoch,
      first: this.#identity.id < 0n ? -1 : this.#nextNumber,
    }
    return {
      entries,
      bytes: encodeRecordBatch(records, sequence, compression, now),
      cutAt: now,
      unsure: false,
      underway: false,
    }
  }

  #stored(batch: Batch, { baseOffset, logAppendTime, partition }: PartitionAnswer): void {
    this.#batch = undefined
    this.#nextNumber = (this.#nextNumber + batch.entries.length) % 2 ** 31
    this.#maxRecords = Number.POSITIVE_INFINITY
    for (let i = 0; i < batch.entries.length; i++) {
      const entry = batch.entries[i] as Entry
      const timestamp = logAppendTime >= 0 ? logAppendTime : (entry.record.timestamp ?? batch.cutAt)
      entry.call.settle(entry, { partition, offset: baseOffset + BigInt(i), timestamp })
    }
  }

  /** Gives a batch up. Under the next epoch the leader refuses a late arrival of the old one. */
  #abandon(batch: Batch): void {
    this.#batch = undefined
    if (batch.unsure || batch.underway) this.#nextEpoch()
  }

  #putBack(entries: readonly Entry[]): void {
    this.#batch = undefined
    this.#queue = [...entries.filter((entry) => !entry.call.isSettled(entry)), ...this.#queue]
  }

  #nextEpoch(): void {
    if (this.#identity.id < 0n) return
    this.#identity = { id: this.#identity.id, epoch: this.#identity.epoch + 1 }
    this.#nextNumber = 0
  }
}

function notSent(reason: string): RecordFailure {
  return { failure: 'retriable', message: `Not sent in time: ${reason}` }
}

function unsure(reason: string): RecordFailure {
  return { failure: 'unsure', message: `No answer in time, the record may have been stored: ${reason}` }
}
