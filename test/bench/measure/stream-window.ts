import type { Measurement } from './measurement.ts'
import { openWindow, type Watched } from './window.ts'

/** A stream of records that ends, and the window on it. */
export interface StreamOrder {
  /** That will come: where there are no more, the window ends. */
  readonly records: number
  /** After the first record, before the window opens. */
  readonly settleMs: number
  readonly durationMs: number
}

/** Counts records as they come, and measures those within a window. */
export interface StreamWindow {
  /** To be called for each record. */
  count(): void
  /** Resolves when the window has closed. */
  readonly measured: Promise<Measurement>
}

/** How often the clock is looked at: where records come without a pause no timer gets its turn. */
const LOOK_EVERY = 128

/**
 * A window on records that come by themselves. Joining a group and compiling are not reading: time begins with the first record.
 *
 * It opens in the middle of the stream at the latest: a second half there must be, however soon it is at the end.
 *
 * @param now  milliseconds
 */
export function windowOnStream(
  { records, settleMs, durationMs }: StreamOrder,
  watched: Watched,
  now: () => number = () => performance.now(),
): StreamWindow {
  const { promise: measured, resolve } = Promise.withResolvers<Measurement>()
  let seen = 0
  let from = 0
  let turnsAt = Number.POSITIVE_INFINITY
  let state: 'before' | 'open' | 'closed' = 'before'
  let close: ReturnType<typeof openWindow> | undefined

  function turn(): void {
    const at = now()
    if (state === 'closed' || at < turnsAt) return
    if (state === 'before') open(at)
    else end()
  }
  function open(at: number): void {
    from = seen
    close = openWindow(watched)
    state = 'open'
    turnsAt = at + durationMs
    setTimeout(turn, durationMs + 1).unref()
  }
  function end(): void {
    if (state === 'closed' || close === undefined) return
    state = 'closed'
    resolve({ requests: 0, records: seen - from, ...close() })
  }
  return {
    count() {
      if (seen === 0) {
        turnsAt = now() + settleMs
        setTimeout(turn, settleMs + 1).unref()
      }
      seen += 1
      if (state === 'before' && seen * 2 >= records) open(now())
      if (seen === records) end()
      else if (seen % LOOK_EVERY === 0) turn()
    },
    measured,
  }
}
