import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for a condition.
 *
 * @throws Error  it does not hold within the time
 */
export async function until(holds: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${holds}`)
    await delay(20)
  }
}
