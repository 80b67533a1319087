import { StoreUnavailable } from '../store.ts'

/** What a timer can hold; a longer one would fire at once. */
const maxTimerMs = 2 ** 31 - 1

/**
 * Does work that is given up at its deadline: the signal is aborted, and what the work waits for is not waited for, whether
 * it minds the signal or not.
 *
 * @param deadline  epoch milliseconds
 * @throws StoreUnavailable  the deadline came first
 */
export function beforeDeadline<Value>(deadline: number, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController()
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      const late = new Error('The deadline passed first.')
      reject(new StoreUnavailable(late))
      controller.abort(late)
    }
    const remainingMs = deadline - Date.now()
    if (remainingMs <= 0) return giveUp()
    const timer = setTimeout(giveUp, Math.min(remainingMs, maxTimerMs))
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
