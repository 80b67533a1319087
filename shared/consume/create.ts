import { randomInt, randomUUID } from 'node:crypto'
import { ConsumerExists } from '../http/errors/consumer.ts'
import type { Instance, InstanceConfig } from './instance.ts'
import type { ConsumeServices } from './services.ts'

export interface NewInstance {
  readonly group: string
  /** Made up when absent. */
  readonly name?: string
  readonly config: InstanceConfig
  readonly principal: string
  /** Makes the URI that the instance will go by. */
  readonly baseUri: (name: string) => string
}

/** Leaves more than enough room for counting on within 2^53. */
const FIRST_VERSIONS = 2 ** 48 - 1

/**
 * Creates a consumer instance (contract B.4). Kafka hears nothing of it yet.
 *
 * @throws ConsumerExists, TooManyInstances, StoreUnavailable
 */
export async function createInstance(
  services: ConsumeServices,
  wanted: NewInstance,
  deadline: number,
): Promise<Instance> {
  const name = wanted.name ?? `rest-consumer-${randomUUID()}`
  const now = services.now()
  const instance: Instance = {
    group: wanted.group,
    name,
    config: wanted.config,
    principal: wanted.principal,
    baseUri: wanted.baseUri(name),
    subscription: { kind: 'none' },
    generation: 0,
    positions: new Map(),
    autoCommittedAt: now,
    expiresAt: now + wanted.config.instanceTimeoutMs,
    // Not from 1: who remembers one of the same name that was deleted since must not take this one for it.
    version: randomInt(1, FIRST_VERSIONS),
  }
  await services.quota?.claim(instance, deadline)
  if (!(await services.store.create(instance, now, deadline))) {
    await services.quota?.returnUnlessOwn(instance, deadline)
    throw new ConsumerExists()
  }
  return instance
}
