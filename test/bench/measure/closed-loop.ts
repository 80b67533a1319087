import type { Measurement } from './measurement.ts'
import { quantile } from './quantile.ts'
import { openWindow, type Watched } from './window.ts'

export interface Loop {
  /** How many wait for their answer at the same time; each sends again as soon as it has it. */
  readonly callers: number
  readonly recordsPerRequest: number
  /** Time under load before the window opens. */
  readonly settleMs: number
  readonly durationMs: number
  /** Pause of a caller between an answer and its next request; 0 for none. */
  readonly pauseMs: number
  readonly watched: Watched
}

/**
 * Sends one request for a caller; calls `done` with its end, with an error when anything in it failed, and with the number of
 * its records when that is not the same for all.
 */
export type Send = (caller: number, done: (error?: Error, records?: number) => void) => void

/**
 * Keeps callers busy and measures what is answered within the window, whenever it was sent; ends when the last answer
 * is in.
 *
 * @throws Error  the first failure: a benchmark of failing requests measures nothing
 */
export function closedLoop(loop: Loop, send: Send): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = []
    let records = 0
    let close: ReturnType<typeof openWindow> | undefined
    let result: Measurement | undefined
    let waiting = loop.callers
    let failed: Error | undefined

    function turn(caller: number): void {
      const sentAt = performance.now()
      send(caller, (error, count = loop.recordsPerRequest) => {
        failed ??= error
        if (close !== undefined) {
          latencies.push(performance.now() - sentAt)
          records += count
        }
        if (failed || result) leave()
        else if (loop.pauseMs > 0) setTimeout(turn, loop.pauseMs, caller)
        else turn(caller)
      })
    }

    function leave(): void {
      if (failed) reject(failed)
      else if (--waiting === 0 && result) resolve(result)
    }

    setTimeout(() => {
      close = openWindow(loop.watched)
      setTimeout(() => {
        if (close) result = summary(close(), latencies, records)
        close = undefined
      }, loop.durationMs)
    }, loop.settleMs)
    for (let caller = 0; caller < loop.callers; caller++) turn(caller)
  })
}

function summary(
  use: ReturnType<ReturnType<typeof openWindow>>,
  latencies: readonly number[],
  records: number,
): Measurement {
  const sorted = Float64Array.from(latencies).sort()
  return {
    requests: sorted.length,
    records,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    ...use,
  }
}
