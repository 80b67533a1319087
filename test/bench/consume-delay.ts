import type { DelayOrder } from './consume/delay-process.ts'
import { fillTopic } from './consume/filled-topic.ts'
import type { Measurement } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { type Series, typical } from './measure/series.ts'
import { short } from './report/format.ts'
import type { Floor, Scenario } from './scenario.ts'
import { startChild } from './subjects/child.ts'

const PAUSE_MS = 20
const P50_MARGIN_MS = 2
const P99_MARGIN_MS = 10

/** From a record's sending to its arrival at a reader that waits for it: through the proxy, and in the library's consumer. */
export const consumeDelay: Scenario = {
  name: 'consume-delay',
  async run(stage, options, signal) {
    const { kafka, proxy, broker } = stage.parts
    const topic = await fillTopic(kafka, { name: 'bench-delay', records: 1, valueAt: () => Buffer.from('0') })
    const child = await startChild(new URL('consume/delay-process.ts', import.meta.url), [kafka])
    try {
      const order: DelayOrder = {
        ...{ topic: topic.name, durationMs: 2 * options.durationMs, pauseMs: PAUSE_MS },
        ...{ subject: proxy.pid, broker: broker.pid },
      }
      const found = await inRounds(
        options,
        {
          proxy: () => child.ask<Measurement>({ ...order, port: proxy.port }),
          native: () => child.ask<Measurement>({ ...order, subject: child.pid }),
        },
        signal,
      )
      const { proxy: through = [], native = [] } = found
      return {
        title: 'Delay of a record that is waited for',
        tables: [
          {
            head: ['a record every 20 ms, one reader', 'p50 ms', 'p99 ms', 'records'],
            rows: [row('through the proxy', through), row('library', native)],
          },
        ],
        floors: [
          floor('p50', P50_MARGIN_MS, p50(through), p50(native)),
          floor('p99', P99_MARGIN_MS, p99(through), p99(native)),
        ],
        measurements: found,
      }
    } finally {
      await child.stop()
    }
  },
}

const p50 = (series: Series) => typical(series, ({ p50Ms }) => p50Ms)
const p99 = (series: Series) => typical(series, ({ p99Ms }) => p99Ms)

function row(name: string, series: Series): string[] {
  return [name, short(p50(series)), short(p99(series)), String(series.reduce((sum, { records }) => sum + records, 0))]
}

function floor(what: string, marginMs: number, ownMs = Number.NaN, nativeMs = Number.NaN): Floor {
  return {
    promise: `${what} of the delay: at most ${marginMs} ms more than the library’s`,
    found: `${short(ownMs - nativeMs)} ms`,
    met: ownMs - nativeMs <= marginMs,
  }
}
