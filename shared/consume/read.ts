import { IllegalState } from '../http/errors.ts'
import { autoCommitted } from './auto-commit.ts'
import { alive, checked, type InstanceRef } from './change.ts'
import { type Filled, fill } from './fill.ts'
import type { Group } from './group.ts'
import { type Instance, type KeyedRead, type Position, parsePartitionKey } from './instance.ts'
import { join } from './join.ts'
import type { RecordsWriter } from './render/records-writer.ts'
import { replay } from './replay.ts'
import type { ConsumeServices } from './services.ts'
import { Superseded } from './store.ts'
import { isSubscribed } from './subscribe.ts'

/** What a client asks of a read (contract B.10). */
export interface ReadRequest {
  /** Epoch milliseconds until which to wait for a record. */
  readonly waitUntil: number
  /** Key and value bytes; one record is returned however large it is. */
  readonly maxBytes: number
  /** Asks for what the last read with the same key answered, if there was one. */
  readonly idempotencyKey?: string
  /** Makes the writer for one attempt at an answer, with room for so many bytes to begin with. */
  readonly createWriter: (capacity: number) => RecordsWriter
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
 * @param found     the instance as it was found for this request
 * @param deadline  epoch milliseconds by which the answer must be there
 * @returns the answer's body
 * @throws ConsumerNotFound, IllegalState, UndecodableRecord, StoreUnavailable, KafkaUnreachable
 */
export async function read(
  services: ConsumeServices,
  ref: InstanceRef,
  found: Instance,
  request: ReadRequest,
  deadline: number,
): Promise<Buffer> {
  let instance = found
  for (;;) {
    const recent = services.recent.get(ref.group, ref.name)
    const remembered = recent?.instance === instance ? recent : undefined
    if (request.idempotencyKey !== undefined && instance.lastKeyedRead?.key === request.idempotencyKey) {
      return replay(services, instance, instance.lastKeyedRead, request.createWriter(FIRST_CAPACITY), deadline)
    }
    if (instance.subscription.kind === 'none') {
      throw new IllegalState('Consumer is not subscribed to any topics or assigned any partitions')
    }

    let current = instance
    let group = remembered?.group
    if (isSubscribed(instance)) {
      const joined = await join(services, instance, group, deadline)
      group = joined.group
      if (joined.rebalanced) {
        instance = await reload(services, ref, group, deadline)
        continue
      }
      current = joined.instance
    }

    const writer = request.createWriter(remembered?.answerBytes ?? FIRST_CAPACITY)
    const ahead = current === instance ? (remembered?.ahead ?? []) : []
    const waitUntil = Math.min(request.waitUntil, services.now() + ATTENTION_MS)
    const [filled, committed] = await Promise.all([
      fill(services, current, ahead, writer, { ...request, waitUntil }),
      autoCommitted(services, current, { always: false }, deadline),
    ])
    if (writer.count === 0 && waitUntil < request.waitUntil && services.now() < request.waitUntil) {
      // Nothing yet. Before waiting on, look whether the group has changed meanwhile.
      services.recent.delete(ref.group, ref.name)
      instance = checked(services, ref, await services.store.load(ref.group, ref.name, deadline))
      continue
    }
    const body = writer.finish()
    const moved = alive(advanced(committed, filled, request.idempotencyKey), services.now())
    try {
      const saved = await services.store.save(moved, deadline)
      services.recent.set({ instance: saved, group, ahead: filled.ahead, answerBytes: roomFor(body.length) })
      return body
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
      services.recent.delete(ref.group, ref.name)
      instance = checked(services, ref, error.current)
    }
  }
}

async function reload(services: ConsumeServices, ref: InstanceRef, group: Group, deadline: number): Promise<Instance> {
  services.recent.delete(ref.group, ref.name)
  const instance = checked(services, ref, await services.store.load(ref.group, ref.name, deadline))
  services.recent.set({ instance, group, ahead: [] })
  return instance
}

/** The instance with its positions behind what was rendered. */
function advanced(instance: Instance, { next }: Filled, key: string | undefined): Instance {
  const positions = new Map<string, Position>(instance.positions)
  const ranges: KeyedRead['ranges'][number][] = []
  for (const [partition, offset] of next) {
    const before = instance.positions.get(partition) as Position
    if (before.next === offset) continue
    ranges.push({ ...parsePartitionKey(partition), from: before.next, to: offset })
    positions.set(partition, { ...before, next: offset, previous: before.next })
  }
  return { ...instance, positions, ...(key !== undefined && { lastKeyedRead: { key, ranges } }) }
}

/** A read that waits looks this often whether its share of the group is still the same. */
const ATTENTION_MS = 3000

/** Room for an answer nothing is known of. */
const FIRST_CAPACITY = 16_384

/** A little more than the last answer took: buffers that grow are copied. */
function roomFor(bytes: number): number {
  return Math.max(FIRST_CAPACITY, Math.ceil(bytes * 1.02) + 4096)
}
