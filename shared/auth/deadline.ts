/** Longest delay setTimeout keeps to; above it, it fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1

/**
 * Waits for something several requests may be waiting for, but no longer than this one can.
 *
 * What is waited for goes on: others may have more time, and its result is cached.
 *
 * @param deadline  epoch milliseconds, by the clock `now`
 * @param late      makes the error thrown when the deadline comes first
 */
export async function waitUntil<Value>(
  pending: Promise<Value>,
  deadline: number,
  now: () => number,
  late: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), Math.min(deadline - now(), MAX_DELAY_MS))
  })
  try {
    return await Promise.race([pending, expired])
  } finally {
    clearTimeout(timer)
  }
}
