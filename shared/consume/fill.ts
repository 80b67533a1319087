import { Forbidden } from '../http/errors/access.ts'
import { IllegalState } from '../http/errors/consumer.ts'
import { KafkaError } from '../kafka/error.ts'
import type { FetchedPartition, FetchPosition } from '../kafka/fetch/fetch-api.ts'
import { nextOffset } from '../kafka/fetch/record-batches.ts'
import { type Instance, NO_OFFSET, parsePartitionKey, partitionKey } from './instance.ts'
import type { RecordsWriter } from './render/records-writer.ts'
import { type AnswerLimits, renderFetched } from './render/render-fetched.ts'
import type { ConsumeServices } from './services.ts'
import { resetOffsets } from './start-positions.ts'

/** What a read asks for at a time: large enough to be cheap, small enough to be rendered while the next is on its way. */
const FETCH_BYTES = 1 << 20
/** For answers of many megabytes: a broker takes little longer for it, and the next is asked for when it is here. */
const LARGE_FETCH_BYTES = 4 << 20
const OFFSET_OUT_OF_RANGE = 1

/** Where a read has come. */
export interface Filled {
  /** `topic:partition` → offset of the first record that could be in the answer, where that is not the instance's position. */
  readonly reset: ReadonlyMap<string, bigint>
  /** `topic:partition` → offset of the next record, for every partition of the instance. */
  readonly next: ReadonlyMap<string, bigint>
  /** Fetched beyond that, or on its way. */
  readonly ahead: readonly Promise<readonly FetchedPartition[]>[]
  /** Whether there is no room for another record. */
  readonly full: boolean
}

/** @param ahead  fetched by an earlier read that ended at the instance's positions */
export function beginning({ positions }: Pick<Instance, 'positions'>, ahead: Filled['ahead']): Filled {
  const next = new Map([...positions].map(([key, position]) => [key, position.next]))
  return { next, reset: new Map(), ahead, full: false }
}

/**
 * Fetches from an instance's positions and renders until the answer is full, nothing more is there, or, while there is
 * nothing at all, the wait is over.
 *
 * While one fetch is rendered the next is on its way, also beyond the end of the answer: a client that reads on at once finds
 * its records there.
 *
 * @param begun  how far the writer has come
 * @throws UndecodableRecord  the first record is not of the format
 * @throws RecordTooLong      the first record has no room in an answer
 * @throws IllegalState       an offset out of range, or none to begin at, and `auto.offset.reset` is `none`
 * @throws Forbidden, KafkaError, KafkaUnreachable
 */
export async function fill(
  services: ConsumeServices,
  { positions, config }: Pick<Instance, 'positions' | 'config'>,
  begun: Filled,
  writer: RecordsWriter,
  limits: AnswerLimits,
): Promise<Filled> {
  const { waitUntil, maxBytes } = limits
  const { ahead } = begun
  const next = new Map(begun.next)
  const reset = new Map(begun.reset)
  for (const [key, offset] of next) if (offset === NO_OFFSET) throw noOffset(key)
  // Two reads at once may remember the same: only one has it, as its memory is used again when it has been rendered.
  let queue = ahead.some((each) => taken.has(each)) ? [] : [...ahead]
  for (const each of queue) taken.add(each)

  function fetch(from: ReadonlyMap<string, bigint>, until: number): Promise<readonly FetchedPartition[]> {
    const bytes = Math.min(Math.max(FETCH_BYTES, Math.floor((maxBytes - writer.payloadBytes) / 2)), LARGE_FETCH_BYTES)
    const wanted = rotated([...from], services.now()).map(
      ([key, offset]): FetchPosition => ({ ...parsePartitionKey(key), offset, maxBytes: bytes }),
    )
    return services.fetcher.fetch(wanted, {
      maxBytes: bytes,
      readCommitted: config.readCommitted,
      waitUntil: until,
    })
  }

  // Records without key and value have no bytes, and are worth an answer like any other.
  const enough = () => writer.count > 0 && (config.fetchMinBytes <= 1 || writer.payloadBytes >= config.fetchMinBytes)

  for (;;) {
    const fetched = await (queue.shift() ?? fetch(next, enough() ? 0 : waitUntil))
    const records = fetched.filter(({ errorCode }) => errorCode === 0)
    const failed = fetched.filter(({ errorCode }) => errorCode !== 0)
    try {
      for (const [key, offset] of await react(services, config, failed, next, waitUntil)) {
        if (next.get(key) === positions.get(key)?.next) reset.set(key, offset)
        next.set(key, offset)
      }
    } catch (error) {
      // Records that are here are answered first; the next read says what is wrong, if it still is.
      if (writer.count === 0 && records.length === 0) throw error
      await pause(AGAIN_MS)
    }
    if (records.length > 0 && queue.length === 0 && hasMore(records)) {
      const behind = new Map(next)
      for (const partition of records) {
        const key = partitionKey(partition)
        behind.set(key, nextOffset(partition.records, behind.get(key) ?? 0n))
      }
      queue.push(quietly(fetch(behind, 0)))
    }
    const rest = await renderFetched(records, next, writer, limits, services.maxAnswerBytes)
    if (rest.length > 0) {
      queue = [Promise.resolve(rest), ...queue]
      return { next, reset, ahead: givenBack(queue), full: true }
    }
    for (const { release } of records) release?.()
    const late = services.now() >= waitUntil
    const idle = queue.length === 0
    const full = writer.payloadBytes >= maxBytes
    if (writer.count > 0 && (full || late || (enough() && idle))) return { next, reset, ahead: givenBack(queue), full }
    if (idle && late) return { next, reset, ahead: givenBack(queue), full: false }
  }
}

/** Fetched ahead, and in the hands of a read. */
const taken = new WeakSet<Promise<readonly FetchedPartition[]>>()

/** For the next read to take. */
function givenBack(
  queue: readonly Promise<readonly FetchedPartition[]>[],
): readonly Promise<readonly FetchedPartition[]>[] {
  for (const each of queue) taken.delete(each)
  return queue
}

/**
 * What to do about partitions that answered with an error.
 *
 * @returns `topic:partition` → where to go on, for those whose offset was out of range
 */
async function react(
  services: ConsumeServices,
  config: Instance['config'],
  failed: readonly FetchedPartition[],
  next: ReadonlyMap<string, bigint>,
  deadline: number,
): Promise<ReadonlyMap<string, bigint>> {
  const outOfRange = failed.filter(({ errorCode }) => errorCode === OFFSET_OUT_OF_RANGE)
  const [first] = outOfRange
  if (first && config.autoOffsetReset === 'none') {
    const at = next.get(partitionKey(first))
    const where = `partition ${first.partition} of topic '${first.topic}'`
    throw new IllegalState(`offset ${at} is out of range in ${where}; seek to another.`)
  }
  const others = failed.filter(({ errorCode }) => errorCode !== OFFSET_OUT_OF_RANGE)
  for (const { topic, errorCode } of others) {
    const error = new KafkaError(errorCode)
    if (/AUTHORIZATION_FAILED$/.test(error.id)) throw new Forbidden(`Not authorized to access topics: [${topic}]`)
    if (!error.retriable) throw error
  }
  if (others.length > 0) await pause(AGAIN_MS)
  if (outOfRange.length === 0) return new Map()
  return resetOffsets(services, config, outOfRange, Math.max(deadline, Date.now() + RESET_MS))
}

function noOffset(key: string): IllegalState {
  const { topic, partition } = parsePartitionKey(key)
  const where = `partition ${partition} of topic '${topic}'`
  return new IllegalState(`no offset to begin at in ${where}, and auto.offset.reset is none; seek to one.`)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Whether a partition has records beyond those that were fetched. */
function hasMore(fetched: readonly FetchedPartition[]): boolean {
  return fetched.some(({ records, highWatermark }) => nextOffset(records, 0n) < highWatermark)
}

/** Begins with another partition each time, so that none with much in it keeps the others waiting. */
function rotated<T>(list: readonly T[], seed: number): T[] {
  const from = list.length === 0 ? 0 : seed % list.length
  return [...list.slice(from), ...list.slice(0, from)]
}

/** A fetch nobody may ever ask about must not end the process; whoever does ask gets nothing, and fetches again. */
function quietly(fetch: Promise<readonly FetchedPartition[]>): Promise<readonly FetchedPartition[]> {
  return fetch.catch(() => [])
}

/** Time to ask where a partition begins or ends, beyond a read's own wait. */
const RESET_MS = 3000
/** Pause after an error that passes. */
const AGAIN_MS = 50
