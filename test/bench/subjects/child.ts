import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Outcome } from './child-side.ts'

/** A process of the benchmark that carries out orders. */
export interface Child<Ready> {
  readonly pid: number
  /** What it said when it was ready. */
  readonly ready: Ready
  /** Gives an order and waits for its outcome; one at a time. @throws Error the child's own words */
  ask<T>(order: unknown): Promise<T>
  stop(): Promise<void>
}

/**
 * Starts a module in a process of its own, with the Node this process has; resolves when it is ready.
 *
 * @param module  calls `answerOrders`
 * @throws Error  it ended instead
 */
export async function startChild<Ready = null>(module: URL, args: readonly string[] = []): Promise<Child<Ready>> {
  // Typed arrays travel as they are. Ctrl-C goes to the parent alone, which stops its children in order.
  const child = fork(module, args, { serialization: 'advanced', detached: true })
  const ended = once(child, 'exit')

  async function next(): Promise<unknown> {
    const controller = new AbortController()
    try {
      const outcome = await Promise.race([
        once(child, 'message', { signal: controller.signal }).then(([message]) => message as Outcome),
        ended.then(([code, signal]): Outcome => ({ error: `${module.pathname} ended with ${code ?? signal}.` })),
      ])
      if (outcome.error !== undefined) throw new Error(outcome.error)
      return outcome.value
    } finally {
      controller.abort()
    }
  }

  return {
    pid: child.pid ?? 0,
    ready: (await next()) as Ready,
    async ask<T>(order: unknown) {
      child.send(order as object)
      return (await next()) as T
    },
    async stop() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
