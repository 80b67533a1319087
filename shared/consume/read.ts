import { IllegalState } from '../http/errors/consumer.ts'
import { KafkaUnreachable } from '../kafka/error.ts'
import { autoCommit, offsetsDue } from './auto-commit.ts'
import { alive, attemptOn, checked, findInstance, type InstanceRef, loadInstance, supersededOrThrow } from './change.ts'
import { beginning, type Filled, fill } from './fill.ts'
import { type Instance, type InstanceConfig, type KeyedRead, type Position, parsePartitionKey } from './instance.ts'
import { join } from './join.ts'
import type { Recent } from './recent.ts'
import type { RecordsWriter } from './render/records-writer.ts'
import { replay } from './replay.ts'
import type { ConsumeServices } from './services.ts'
import { Superseded } from './store.ts'
import { isSubscribed } from './subscription.ts'

/** What a client asks of a read (contract B.10). */
export interface ReadRequest {
  /**
   * Says what is asked of an instance of this configuration. Called for each attempt, as the instance may have been made
   * anew in between.
   */
  readonly plan: (config: InstanceConfig) => ReadPlan
  /** Asks for what the last read with the same key answered, if there was one. */
  readonly idempotencyKey?: string
  /** @throws Forbidden  the caller may not read this topic; what a pattern matches, nobody knew when it was given */
  readonly permit: (topic: string) => void
}

export interface ReadPlan {
  /** Epoch milliseconds until which to wait for a record. */
  readonly waitUntil: number
  /** Key and value bytes; one record is returned however large it is. */
  readonly maxBytes: number
  /** Two reads of the same shape show the same records of an instance in the same bytes. */
  readonly shape: string
  /** Makes the writer for one attempt at an answer, with room for so many bytes to begin with. */
  readonly createWriter: (capacity: number) => RecordsWriter
  /** Hears of a writer whose answer nobody gets. */
  readonly dropWriter: (writer: RecordsWriter) => void
}

export interface ReadAnswer {
  /** In the memory of its writer. */
  readonly body: Buffer
  /** Of the instance that was read. */
  readonly config: InstanceConfig
}

/**
 * Reads an instance's next records and moves its positions past them.
 *
 *     load (or remember) ── join ── fetch and render ── save if nobody came in between ── answer
 *                                                         └─ somebody did: drop what was rendered, begin again
 *
 * The answer is given only after the save: two readers of one instance race there and nowhere else, and the one whose
 * version is not current any more reads again. An answer lost on its way is found again from the last commit, or at once
 * by a read with the same key.
 *
 * @param deadline  epoch milliseconds by which the answer must be there
 * @throws ConsumerNotFound, IllegalState, UndecodableRecord, StoreUnavailable, KafkaUnreachable, and what the plan throws
 */
export async function read(
  services: ConsumeServices,
  ref: InstanceRef,
  request: ReadRequest,
  deadline: number,
): Promise<ReadAnswer> {
  let instance = await findInstance(services, ref, deadline)
  for (let attentionMs = FIRST_ATTENTION_MS; ; attentionMs = ATTENTION_MS) {
    const attempt: Attempt = { ...attemptOn(services, instance) }
    try {
      const body = await answer(services, attempt, request, attentionMs, deadline)
      if (body) return { body, config: instance.config }
      services.recent.delete(ref.group, ref.name)
      instance = await loadInstance(services, ref, deadline)
    } catch (error) {
      const current =
        error instanceof Superseded ? error.current : await supersededOrThrow(services, attempt, error, deadline)
      services.recent.delete(ref.group, ref.name)
      instance = checked(services, ref, current)
    }
  }
}

/** An instance as it is worked on, and what is known together with it. */
type Attempt = { -readonly [Part in keyof Recent]: Recent[Part] }

/**
 * One attempt at an answer.
 *
 * @param attempt      kept up to date, so that whoever catches an error knows what it was about
 * @param attentionMs  how long to wait at most before the instance is looked at again
 * @returns `undefined` when the instance should be loaded again first
 * @throws Superseded
 */
async function answer(
  services: ConsumeServices,
  attempt: Attempt,
  { plan, idempotencyKey, permit }: ReadRequest,
  attentionMs: number,
  deadline: number,
): Promise<Buffer | undefined> {
  const { store, recent, now } = services
  const wanted = plan(attempt.instance.config)
  const { lastKeyedRead } = attempt.instance
  if (idempotencyKey !== undefined && lastKeyedRead?.key === idempotencyKey) {
    for (const { topic } of lastKeyedRead.ranges) permit(topic)
    const body = await replay(services, attempt.instance, lastKeyedRead, wanted.createWriter(FIRST_CAPACITY), deadline)
    await save(attempt.instance)
    return body
  }
  if (attempt.instance.subscription.kind === 'none') {
    throw new IllegalState('Consumer is not subscribed to any topics or assigned any partitions')
  }
  if (isSubscribed(attempt.instance)) {
    const joined = await join(services, attempt.instance, attempt.group, deadline)
    if (!joined) return undefined
    if (joined.instance !== attempt.instance) attempt.ahead = []
    Object.assign(attempt, joined)
  }
  for (const topic of topicsOf(attempt.instance)) permit(topic)

  const startedAt = now()
  const { instanceTimeoutMs } = attempt.instance.config
  const waitUntil = Math.min(wanted.waitUntil, startedAt + Math.min(attentionMs, instanceTimeoutMs / 3))
  const due = offsetsDue(services, attempt.instance, { always: false })
  if (due.length > 0) await save({ ...attempt.instance, autoCommittedAt: startedAt })
  // A long wait must not outlast the instance.
  else if (waitUntil > startedAt && attempt.instance.expiresAt < waitUntil + instanceTimeoutMs / 3) {
    await save(attempt.instance)
  }
  const { writer, begun } = await beginAnswer(services, attempt, wanted)
  let body: Buffer | undefined
  try {
    const committing = autoCommit(services, attempt.instance, due, deadline)
    const filling = begun.full
      ? Promise.resolve(begun)
      : fill(services, attempt.instance, begun, writer, { ...wanted, waitUntil })
    // Nothing goes on behind an answer, whichever it is.
    const [, outcome] = await Promise.allSettled([committing, filling])
    // A broker that is away may be back, or have a successor, before the wait is over.
    const isAway = outcome.status === 'rejected' && outcome.reason instanceof KafkaUnreachable
    if (isAway && waitUntil < wanted.waitUntil) return undefined
    const committed = await committing
    const filled = await filling
    const moved = advanced(committed, filled, idempotencyKey)
    if (writer.count === 0 && waitUntil < wanted.waitUntil) {
      // Nothing yet, but for records that are not to be seen. Before waiting on, look whether the group has changed meanwhile.
      if (hasMoved(committed, filled)) await save({ ...committed, positions: moved.positions })
      return undefined
    }
    const rendered = writer.finish()
    attempt.answerBytes = roomFor(rendered.length)
    const goesOn = filled.full && prepareNext(services, { ...attempt, instance: moved, ahead: filled.ahead }, wanted)
    attempt.ahead = goesOn ? [] : filled.ahead
    try {
      await save(moved)
    } catch (error) {
      if (goesOn) services.prepared?.drop(moved)
      throw error
    }
    body = rendered
    return body
  } finally {
    if (!body) wanted.dropWriter(writer)
  }

  async function save(instance: Instance): Promise<void> {
    attempt.instance = await store.save(alive(instance, now()), deadline)
    recent.set({ ...attempt })
  }
}

/** The next answer as far as it is prepared, or a new one. */
async function beginAnswer(
  { prepared }: ConsumeServices,
  { instance, ahead, answerBytes = FIRST_CAPACITY }: Attempt,
  wanted: ReadPlan,
): Promise<{ readonly writer: RecordsWriter; readonly begun: Filled }> {
  const next = prepared?.take(instance, wanted.shape)
  const begun = await next?.filled
  if (next && begun) return { writer: next.writer, begun }
  next?.drop()
  return { writer: wanted.createWriter(answerBytes), begun: beginning(instance, ahead) }
}

/**
 * Goes on reading where an answer ends, while its positions are saved and the client takes it in: one that reads in a loop asks
 * for that next.
 *
 * @returns whether it does; what was fetched ahead is its own then
 */
function prepareNext(
  services: ConsumeServices,
  { instance, ahead, answerBytes = FIRST_CAPACITY }: Attempt,
  wanted: ReadPlan,
): boolean {
  const { prepared, now } = services
  // Where nothing more is known to be there, or it may be too little, it is for the client to say how long to wait for it.
  if (!prepared?.hasRoom() || ahead.length === 0 || instance.config.fetchMinBytes > 1) return false
  const writer = wanted.createWriter(answerBytes)
  // What saves, or answers, is on its way first.
  const filled = new Promise(setImmediate)
    .then(() =>
      fill(services, instance, beginning(instance, ahead), writer, { ...wanted, waitUntil: now() + PREPARING_MS }),
    )
    .catch(() => undefined)
  const drop = () => void filled.then(() => wanted.dropWriter(writer))
  prepared.put(instance, wanted.shape, { writer, filled, drop })
  return true
}

function topicsOf({ positions }: Instance): Set<string> {
  return new Set(Array.from(positions.keys(), (key) => parsePartitionKey(key).topic))
}

function hasMoved({ positions }: Instance, { next }: Filled): boolean {
  return [...next].some(([partition, offset]) => positions.get(partition)?.next !== offset)
}

/** The instance with its positions behind what was rendered. */
function advanced(instance: Instance, { next, reset }: Filled, key: string | undefined): Instance {
  const positions = new Map<string, Position>(instance.positions)
  const ranges: KeyedRead['ranges'][number][] = []
  for (const [partition, offset] of next) {
    const before = instance.positions.get(partition) as Position
    if (before.next === offset) continue
    ranges.push({ ...parsePartitionKey(partition), from: reset.get(partition) ?? before.next, to: offset })
    positions.set(partition, { ...before, next: offset, previous: before.next })
  }
  return { ...instance, positions, ...(key !== undefined && { lastKeyedRead: { key, ranges } }) }
}

/** A read that waits looks this often whether its share of the group is still the same. */
const ATTENTION_MS = 3000
/** The first time earlier: what it waits by may be remembered, and old. */
const FIRST_ATTENTION_MS = 1000

/** An answer that is not full by then is taken as it is. */
const PREPARING_MS = 500

/** Room for an answer nothing is known of. */
const FIRST_CAPACITY = 16_384

/** A little more than the last answer took: buffers that grow are copied. */
function roomFor(bytes: number): number {
  return Math.max(FIRST_CAPACITY, Math.ceil(bytes * 1.02) + 4096)
}
