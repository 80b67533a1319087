import { ConsumerNotFound } from '../http/errors/consumer.ts'
import { RestError } from '../http/errors/rest-error.ts'
import { KafkaError } from '../kafka/error.ts'
import type { Group } from './group.ts'
import type { Instance } from './instance.ts'
import type { Recent } from './recent.ts'
import type { ConsumeServices } from './services.ts'
import { Superseded } from './store.ts'

/** Whose instance is meant, and who asks. */
export interface InstanceRef {
  readonly group: string
  readonly name: string
  readonly principal: string
}

/**
 * Finds an instance, in memory if this process served it last: then it may be old news, to be acted on only by a save.
 *
 * @throws ConsumerNotFound  it never existed, has expired, or is somebody else's
 */
export async function findInstance(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<Instance> {
  const recent = services.recent.get(ref.group, ref.name)?.instance
  // An expiry in memory may be old news: another process may have served the instance since.
  if (recent && recent.expiresAt > services.now() && recent.principal === ref.principal) return recent
  return loadInstance(services, ref, deadline)
}

/** The instance as the store has it. @throws ConsumerNotFound */
export async function loadInstance(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<Instance> {
  return checked(services, ref, await services.store.load(ref.group, ref.name, deadline))
}

/** @throws ConsumerNotFound */
export function checked(
  services: ConsumeServices,
  { principal }: InstanceRef,
  instance: Instance | undefined,
): Instance {
  if (!instance || instance.principal !== principal) throw new ConsumerNotFound()
  if (instance.expiresAt <= services.now()) throw new ConsumerNotFound('expired')
  return instance
}

/**
 * Computes a change of an instance by what it is now. May be called several times.
 *
 * @param group  its group, if this process knows it from after the instance was last fenced
 */
export type Change = (instance: Instance, group: Group | undefined) => Instance | Promise<Instance>

/**
 * Changes an instance: computes the change, saves it if nobody came in between, else computes it again from what is there
 * now. Every change is a sign of life, and so is a refused one.
 *
 * @returns the instance as saved
 * @throws ConsumerNotFound, StoreUnavailable, and what `change` throws
 */
export async function changeInstance(
  services: ConsumeServices,
  ref: InstanceRef,
  change: Change,
  deadline: number,
): Promise<Instance> {
  let instance = await findInstance(services, ref, deadline)
  for (;;) {
    const attempt = attemptOn(services, instance)
    try {
      const changed = await change(instance, attempt.group)
      const saved = await services.store.save(alive(changed, services.now()), deadline)
      // What was fetched ahead begins at the positions as they were.
      const moved = changed.positions !== instance.positions
      services.recent.set({ ...attempt, instance: saved, ahead: moved ? [] : attempt.ahead })
      if (moved) services.prepared?.drop(saved)
      return saved
    } catch (error) {
      const current =
        error instanceof Superseded ? error.current : await supersededOrThrow(services, attempt, error, deadline)
      services.recent.delete(ref.group, ref.name)
      instance = checked(services, ref, current)
    }
  }
}

/** The instance as it is, for a request that only asks: it is a sign of life all the same. @throws ConsumerNotFound */
export function touchInstance(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<Instance> {
  return changeInstance(services, ref, (instance) => instance, deadline)
}

/**
 * An instance with what this process knows together with it. Nothing that belongs to another version of it is taken: a group
 * that is older than the instance's last fence would give it partitions that are others' by now.
 */
export function attemptOn(services: ConsumeServices, instance: Instance): Recent {
  const recent = services.recent.get(instance.group, instance.name)
  return recent?.instance === instance ? recent : { instance, group: undefined, ahead: [] }
}

/**
 * Decides whether to believe a refusal. It was computed from an instance that may have been remembered, and what is
 * remembered may be old news: only a save tells.
 *
 * @param attempt  what the refusal was computed from
 * @returns what is current, when the refusal was about something older
 * @throws the refusal, when it is about what is current, or not about the instance at all
 */
export async function supersededOrThrow(
  services: ConsumeServices,
  attempt: Recent,
  refusal: unknown,
  deadline: number,
): Promise<Instance | undefined> {
  if (!(refusal instanceof RestError) && !(refusal instanceof KafkaError)) throw refusal
  try {
    const saved = await services.store.save(alive(attempt.instance, services.now()), deadline)
    services.recent.set({ ...attempt, instance: saved })
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    return error.current
  }
  throw refusal
}

/** The instance with its expiry moved: a request on it has come. */
export function alive(instance: Instance, now: number): Instance {
  return { ...instance, expiresAt: now + instance.config.instanceTimeoutMs }
}
