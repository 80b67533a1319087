import { inRounds } from './measure/rounds.ts'
import { difference, ratio, type Series, typical } from './measure/series.ts'
import { produceRequest } from './payload/http-request.ts'
import { jsonValue, recordsOf } from './payload/values.ts'
import { atMost } from './report/at-most.ts'
import { short } from './report/format.ts'
import type { Scenario } from './scenario.ts'
import { warmUp } from './stage/warm-up.ts'

const BYTES = 100
/** Between two records: long enough for everything to have gone to rest. */
const PAUSE_MS = 10
const MARGIN_MS = 0.5
const MOST_P99 = 3

/** One record at a time with pauses between, as a sensor sends: what a request waits when nothing else is going on. */
export const latency: Scenario = {
  name: 'latency',
  async run(stage, options, signal) {
    const records = recordsOf(1, (index) => jsonValue(index, BYTES))
    const load = { request: produceRequest(stage.topic, 'json', { records }), connections: 1, recordsPerRequest: 1 }
    const calls = { callers: 1, recordsPerRequest: 1, bytes: BYTES }
    await warmUp(stage, [{ load, calls }], options.warmupMs, signal)

    const timing = { settleMs: options.settleMs, durationMs: 2 * options.durationMs, pauseMs: PAUSE_MS }
    const found = await inRounds(
      options,
      {
        proxy: () => stage.proxy(load, timing),
        engine: () => stage.engine(calls, timing),
        echo: () => stage.echo(load, timing),
      },
      signal,
    )
    const { proxy = [], engine = [], echo = [] } = found
    const row = (name: string, series: Series) => [
      name,
      short(typical(series, ({ p50Ms }) => p50Ms)),
      short(typical(series, ({ p99Ms }) => p99Ms)),
      series.map(({ p50Ms }) => short(p50Ms)).join(' '),
      String(series.reduce((sum, { requests }) => sum + requests, 0)),
    ]
    return {
      title: 'Idle latency',
      tables: [
        {
          head: ['one record of 100 B every 10 ms', 'p50 ms', 'p99 ms', 'p50 of the rounds', 'records'],
          rows: [row('proxy, over HTTP', proxy), row('engine alone', engine), row('echo: HTTP alone', echo)],
        },
      ],
      floors: [
        atMost(
          'idle p50, more than the engine alone',
          MARGIN_MS,
          ' ms',
          difference(proxy, engine, ({ p50Ms }) => p50Ms),
        ),
        atMost(
          'idle p99, times the engine’s alone',
          MOST_P99,
          ' ×',
          ratio(proxy, engine, ({ p99Ms }) => p99Ms),
        ),
      ],
      measurements: found,
    }
  },
}
