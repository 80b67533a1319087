import { IllegalState } from '../http/errors/consumer.ts'
import type { Instance, Subscription } from './instance.ts'

/** Whether the instance shares partitions with its group, rather than having some assigned by hand or none. */
export function isSubscribed({ subscription }: Pick<Instance, 'subscription'>): boolean {
  return subscription.kind === 'topics' || subscription.kind === 'pattern'
}

/** @throws IllegalState  the instance has partitions in another way (contract B.6, 40903) */
export function excludeOthers({ subscription }: Instance, kind: Subscription['kind']): void {
  if (subscription.kind === 'none' || subscription.kind === kind) return
  throw new IllegalState('Subscription to topics, partitions and pattern are mutually exclusive')
}
