import { DependencyUnavailable } from '../http/errors/failures.ts'

/** What a timer can hold (2^31 - 1 ms); a longer one would fire at once. */
const maxTimerMs = 2_147_483_647

/**
 * Waits for shared work no longer than one caller can; the work goes on for the others.
 *
 * @param deadline  epoch milliseconds
 * @throws DependencyUnavailable  the deadline came first
 */
export async function within<Value>(work: Promise<Value>, deadline: number, now: () => number): Promise<Value> {
  const timeoutMs = deadline - now()
  if (timeoutMs > maxTimerMs) return work
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const expire = () => reject(new DependencyUnavailable('schema registry', { cause: new Error('deadline passed') }))
    // What is in memory comes before the next turn of the event loop; a timer would give a quick registry some turns more.
    if (timeoutMs > 0) timer = setTimeout(expire, timeoutMs)
    else setImmediate(expire)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
