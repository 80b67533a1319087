import type { DelayOrder } from './consume/delay-process.ts'
import { fillTopic } from './consume/filled-topic.ts'
import type { Measurement } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { difference, type Series, typical } from './measure/series.ts'
import { atMost } from './report/at-most.ts'
import { short } from './report/format.ts'
import type { Floor, Scenario } from './scenario.ts'
import type { Served } from './stage/stage.ts'
import { startChild } from './subjects/child.ts'

const PAUSE_MS = 20
const P50_MARGIN_MS = 1
const P99_MARGIN_MS = 10

/** From a record's sending to its arrival at a reader that waits for it: through the proxy, and in the library's consumer. */
export const consumeDelay: Scenario = {
  name: 'consume-delay',
  async run(stage, options, signal) {
    const { kafka, proxy, broker } = stage.parts
    const memory = await stage.proxyWith('memory-store', { KAFKA_REST_CONSUMER_STORE: 'memory' })
    const topic = await fillTopic(kafka, { name: 'bench-delay', records: 1, valueAt: () => Buffer.from('0') })
    const child = await startChild(new URL('consume/delay-process.ts', import.meta.url), [kafka])
    try {
      const order: DelayOrder = {
        ...{ topic: topic.name, durationMs: 2 * options.durationMs, pauseMs: PAUSE_MS },
        ...{ subject: child.pid, broker: broker.pid },
      }
      const through = ({ host, port, pid }: Served) =>
        child.ask<Measurement>({ ...order, server: { host, port }, subject: pid ?? child.pid } satisfies DelayOrder)
      const found = await inRounds(
        options,
        {
          proxy: () => through(proxy),
          memory: () => through(memory.server),
          library: () => child.ask<Measurement>(order),
        },
        signal,
      )
      const { proxy: table = [], memory: inMemory = [], library = [] } = found
      return {
        title: 'Delay of a record that is waited for',
        tables: [
          {
            head: ['a record every 20 ms, one reader', 'p50 ms', 'p99 ms', 'records'],
            rows: [
              row('through the proxy, state in DynamoDB Local', table),
              row('through the proxy, state in memory', inMemory),
              row('library', library),
            ],
          },
        ],
        floors: [...floors('state in DynamoDB Local', table, library), ...floors('state in memory', inMemory, library)],
        measurements: found,
      }
    } finally {
      await child.stop()
    }
  },
}

const p50Ms = (each: Measurement) => each.p50Ms
const p99Ms = (each: Measurement) => each.p99Ms

function row(name: string, series: Series): string[] {
  return [
    name,
    short(typical(series, p50Ms)),
    short(typical(series, p99Ms)),
    String(series.reduce((sum, { records }) => sum + records, 0)),
  ]
}

function floors(store: string, own: Series, library: Series): Floor[] {
  return [
    atMost(
      `p50 of the delay, ${store}, more than the library’s`,
      P50_MARGIN_MS,
      ' ms',
      difference(own, library, p50Ms),
    ),
    atMost(
      `p99 of the delay, ${store}, more than the library’s`,
      P99_MARGIN_MS,
      ' ms',
      difference(own, library, p99Ms),
    ),
  ]
}
