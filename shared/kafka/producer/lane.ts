import { type BufferPool, unpooled } from '../../buffer-pool.ts'
import type { RecordFailure } from '../../produce/producer.ts'
import type { Entry } from './call.ts'
import { FORGOTTEN, notSent, unsure } from './failures.ts'
import { Numbering } from './numbering.ts'
import type { PartitionAnswer } from './produce-api.ts'
import { reaction } from './reaction.ts'
import { BATCH_OVERHEAD, type Compression, encodeRecordBatch } from './record-batch.ts'

/** A batch that was cut, with the bytes every attempt sends. */
interface Batch {
  readonly entries: readonly Entry[]
  readonly bytes: Buffer
  readonly uncompressedBytes: number
  readonly cutAt: number
  /** An attempt before the present one went without an answer that tells: the records may be stored already. */
  unsure: boolean
}

/**
 * The records for one partition, in order: a queue, and at most one batch on its way.
 *
 * What arrives while a batch is on its way goes into the next one (group commit). As the next batch is only cut when the
 * fate of the one before is known, order needs no further care, and a batch sent again carries the same numbers, so that
 * the leader stores it once (KIP-98).
 *
 *     push ──▶ queue ──take──▶ batch ──sent──▶ stored: settle, next numbers
 *                ▲               │  ▲
 *                │               │  └── no answer, no leader: the same bytes again
 *                └─ not stored ──┘      deadline: settle as `unsure`, numbers given up
 *
 * So a record is in the queue while it is certain that it is not stored, and in the batch while it may be.
 */
export class Lane {
  readonly topic: string
  readonly partition: number
  readonly numbering = new Numbering()
  /** A request with this lane's batch is under way, or a pause before its next attempt. */
  busy = false
  /** When the present attempt began, or the last one did (epoch ms). */
  lastUse = Date.now()
  /** What stands in the way since the last batch was stored, for whoever cannot wait any longer. */
  trouble: string | undefined
  /** Since when the brokers do not know the partition (epoch ms). */
  missingSince: number | undefined
  #queue: Entry[] = []
  #queuedBytes = 0
  #batch: Batch | undefined
  #maxBytes: number
  #maxRecords = Number.POSITIVE_INFINITY
  readonly #memory: BufferPool

  /**
   * @param maxBytes  size of a batch, until the topic turns out to take less
   * @param memory    for batches
   */
  constructor(topic: string, partition: number, maxBytes: number, memory: BufferPool = unpooled) {
    this.topic = topic
    this.partition = partition
    this.#maxBytes = maxBytes - BATCH_OVERHEAD
    this.#memory = memory
  }

  /** Whether it holds records to send. */
  get hasWork(): boolean {
    return this.#batch !== undefined || this.#queue.length > 0
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  push(entry: Entry): void {
    this.#queue.push(entry)
    this.#queuedBytes += entry.bytes
  }

  /** The bytes to send now: the batch that may be stored once more, or a new one cut from the queue. */
  take(compression: Compression, now: number): Buffer | undefined {
    this.lastUse = now
    this.#batch ??= this.#cut(compression, now)
    return this.#batch?.bytes
  }

  /**
   * The attempt ended without an answer.
   *
   * @param reached  whether it may have reached the leader
   */
  unanswered(reached: boolean): void {
    if (!this.#batch) return
    if (reached) this.#batch.unsure = true
    else if (!this.#batch.unsure) this.#putBack(this.#batch.entries)
  }

  /**
   * Takes the leader's word about the batch.
   *
   * @returns whether to go on only after a pause and with fresh metadata
   */
  answered(answer: PartitionAnswer): boolean {
    const batch = this.#batch
    // Nobody waited for it any longer.
    if (!batch) return false
    const verdict = reaction(answer, batch.entries.length)
    switch (verdict.kind) {
      case 'stored':
        this.#stored(batch, answer)
        return false
      case 'again':
        this.unanswered(verdict.perhapsStored)
        return true
      case 'forgotten':
        this.#abandon(batch, FORGOTTEN)
        return false
    }
    // An earlier attempt may have used the batch's numbers: what is sent in its place needs numbers of its own.
    if (batch.unsure || verdict.kind === 'renumber') this.numbering.renew()
    if (verdict.kind === 'split') {
      if (verdict.tooLarge) this.#maxBytes = Math.floor(batch.uncompressedBytes / 2)
      else this.#maxRecords = Math.ceil(batch.entries.length / 2)
    }
    if (verdict.kind === 'refused') {
      for (const index of verdict.indexes) {
        const entry = batch.entries[index]
        const failure = verdict.failure(index)
        entry?.call.settle(entry, batch.unsure && !verdict.always ? unsure(failure.message) : failure)
      }
    }
    this.#putBack(batch.entries)
    return false
  }

  /** Settles what cannot wait any longer. */
  expire(now: number): void {
    const late = (entry: Entry) => entry.call.deadline <= now
    const reason = this.trouble ?? 'the partition leader has not answered yet.'
    if (this.#queue.some(late)) {
      for (const entry of this.#queue) if (late(entry)) entry.call.settle(entry, notSent(reason))
      this.#setQueue(this.#queue.filter((entry) => !late(entry)))
    }
    const batch = this.#batch
    if (!batch?.entries.some(late)) return
    for (const entry of batch.entries) if (late(entry)) entry.call.settle(entry, unsure(reason))
    if (batch.entries.every((entry) => entry.call.isSettled(entry))) this.#abandon(batch)
  }

  /** Settles all that waits with a failure; what may be stored is settled as `unsure`. */
  fail(failure: RecordFailure): void {
    const queue = this.#queue
    this.#setQueue([])
    if (this.#batch) this.#abandon(this.#batch, unsure(failure.message))
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
    const all = count === this.#queue.length
    const entries = all ? this.#queue : this.#queue.slice(0, count)
    this.#queue = all ? [] : this.#queue.slice(count)
    this.#queuedBytes -= bytes
    const records = entries.map(({ record }) => record)
    return {
      entries,
      bytes: encodeRecordBatch(records, this.numbering.sequence, compression, now, this.#memory),
      uncompressedBytes: bytes,
      cutAt: now,
      unsure: false,
    }
  }

  #stored({ entries, bytes, cutAt, unsure }: Batch, { baseOffset, logAppendTime, partition }: PartitionAnswer): void {
    this.#batch = undefined
    this.trouble = undefined
    this.missingSince = undefined
    this.#maxRecords = Number.POSITIVE_INFINITY
    this.numbering.advance(entries.length)
    // An earlier attempt may still be on its way out of a connection that was given up.
    if (!unsure) this.#memory.give(bytes)
    let offset = baseOffset
    for (const entry of entries) {
      const timestamp = logAppendTime >= 0 ? logAppendTime : (entry.record.timestamp ?? cutAt)
      entry.call.settle(entry, { partition, offset, timestamp })
      offset++
    }
  }

  /** Gives up a batch that may be stored, and settles whoever still waits for it. */
  #abandon(batch: Batch, failure?: RecordFailure): void {
    this.#batch = undefined
    this.numbering.renew()
    if (failure) for (const entry of batch.entries) entry.call.settle(entry, failure)
  }

  #putBack(entries: readonly Entry[]): void {
    this.#batch = undefined
    this.#setQueue([...entries.filter((entry) => !entry.call.isSettled(entry)), ...this.#queue])
  }

  #setQueue(queue: Entry[]): void {
    this.#queue = queue
    this.#queuedBytes = queue.reduce((sum, entry) => sum + entry.bytes, 0)
  }
}
