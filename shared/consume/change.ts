import { ConsumerNotFound } from '../http/errors.ts'
import type { Instance } from './instance.ts'
import type { ConsumeServices } from './services.ts'
import { Superseded } from './store.ts'

/** Whose instance is meant, and who asks. */
export interface InstanceRef {
  readonly group: string
  readonly name: string
  readonly principal: string
}

/**
 * Finds an instance, in memory if this process served it last.
 *
 * @throws ConsumerNotFound  it never existed, has expired, or is somebody else's
 */
export async function findInstance(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<Instance> {
  const recent = services.recent.get(ref.group, ref.name)?.instance
  // An expiry in memory may be old news: another process may have served the instance since.
  if (recent && recent.expiresAt > services.now() && recent.principal === ref.principal) return recent
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
 * Changes an instance by what it is now: computes the change, saves it if nobody came in between, else computes it again
 * from what is there now. Every change is a sign of life.
 *
 * @param change  may be called several times
 * @returns the instance as saved
 * @throws ConsumerNotFound, StoreUnavailable, and what `change` throws
 */
export async function changeInstance(
  services: ConsumeServices,
  ref: InstanceRef,
  change: (instance: Instance) => Instance | Promise<Instance>,
  deadline: number,
): Promise<Instance> {
  let instance = await findInstance(services, ref, deadline)
  for (;;) {
    try {
      const saved = await services.store.save(alive(await change(instance), services.now()), deadline)
      const group = services.recent.get(ref.group, ref.name)?.group
      services.recent.set({ instance: saved, group, ahead: [] })
      return saved
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
      services.recent.delete(ref.group, ref.name)
      instance = checked(services, ref, error.current)
    }
  }
}

/** The instance with its expiry moved: a request on it has come. */
export function alive(instance: Instance, now: number): Instance {
  return { ...instance, expiresAt: now + instance.config.instanceTimeoutMs }
}
