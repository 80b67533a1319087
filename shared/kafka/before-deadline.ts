import { KafkaUnreachable } from './error.ts'

/** Longer timers than this overflow in Node and ring at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * Settles like `work`, or fails when the deadline (epoch ms) comes first; the work itself goes on.
 *
 * @throws KafkaUnreachable  the deadline passed first
 */
export function beforeDeadline<T>(work: Promise<T>, deadline: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const waitMs = Math.min(MAX_TIMER_MS, Math.max(0, deadline - Date.now()))
    const timer = setTimeout(() => reject(new KafkaUnreachable('The deadline passed first.', true)), waitMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
