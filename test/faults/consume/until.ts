import { setTimeout as delay } from 'node:timers/promises'

const WAIT_MS = 30_000
const PAUSE_MS = 10

/**
 * Looks again and again until something is so.
 *
 * @param what  says in the error what has not come true
 * @returns what was found in the end, when it is neither `false` nor `undefined`
 * @throws Error  it has not been so within half a minute
 */
export async function until<T>(what: string, look: () => Promise<T> | T): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    const found = await look()
    if (found !== false && found !== undefined) return found as Exclude<T, false | undefined>
    if (Date.now() > deadline) throw new Error(`Not within ${WAIT_MS} ms: ${what}.`)
    await delay(PAUSE_MS)
  }
}
