import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ARCHIVE } from '../../infra/bundle/build.ts'
import { lambdaRuntimeClient } from '../../infra/local/downloads/lambda-ric.ts'
import { ensureBundle } from '../support/bundle.ts'
import { produceEvent, refusedEvent } from './lambda/event.ts'
import { writeBaselines } from './lambda/handlers.ts'
import { type Start, type Subject, startSubject } from './lambda/subject.ts'
import { closedLoop } from './measure/closed-loop.ts'
import { requestsPerSecond } from './measure/measurement.ts'
import { median } from './measure/quantile.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, remarks, type Series, typical } from './measure/series.ts'
import type { Options } from './options.ts'
import { atMost } from './report/at-most.ts'
import { atLeast } from './report/floor.ts'
import { short } from './report/format.ts'
import type { Scenario } from './scenario.ts'

const MOST_INIT_MS = 250
const MOST_INIT_RATIO = 1.3
const MOST_FIRST_MS = 150
const MOST_THAW_MS = 50
const LEAST_WARM = 0.7
const MB = 1024 * 1024
const MOST_GROWTH_MB = 16
const REST_MS = 300
/** Invocations after which the heap has the size that it needs. */
const SETTLED = 1_500

/** The zip under AWS's own runtime client: cold starts by their phases, warm invocations, after a freeze, and its memory. */
export const lambda: Scenario = {
  name: 'lambda',
  async run(stage, options, signal) {
    const client = await lambdaRuntimeClient({ say: (line) => process.stderr.write(`${line}\n`), signal })
    const dir = mkdtempSync(join(tmpdir(), 'bench-lambda-'))
    const open: Subject[] = []
    const start = async (folder: string, freezes = false) => {
      const subject = await startSubject({ client, folder, kafka: stage.parts.kafka, freezes } satisfies Start)
      open.push(subject)
      return subject
    }
    const stop = async (subject: Subject) => {
      if (subject.environment.isAlive()) await subject.environment.stop()
    }
    try {
      await ensureBundle()
      const produce = join(dir, 'produce')
      execFileSync('python3', [
        '-m',
        'zipfile',
        '-e',
        fileURLToPath(new URL(`../../${ARCHIVE}`, import.meta.url)),
        produce,
      ])
      const { bare, hono, engine } = await writeBaselines(dir)
      const event = produceEvent(stage.topic)
      const refused = refusedEvent(stage.topic)

      const init: Record<'bare' | 'hono' | 'produce', number[]> = { bare: [], hono: [], produce: [] }
      const cpu: typeof init = { bare: [], hono: [], produce: [] }
      const [loaded, connected, first]: number[][] = [[], [], []] as const satisfies number[][]
      for (let n = 0; n < (options.quick ? 3 : 9); n++) {
        signal.throwIfAborted()
        for (const [name, folder] of [
          ['bare', bare],
          ['hono', hono],
          ['produce', produce],
        ] as const) {
          const subject = await start(folder)
          init[name].push(subject.environment.initMs)
          cpu[name].push(subject.environment.initCpuMs)
          if (name === 'produce') first?.push(await subject.answered(event))
          await stop(subject)
        }
        // Once more, with a request between that loads what produces and asks Kafka for nothing.
        const subject = await start(produce)
        loaded?.push(await subject.answered(refused, 400))
        connected?.push(await subject.answered(event))
        await stop(subject)
      }

      const warm = { hono: await start(hono), engine: await start(engine), produce: await start(produce) }
      for (let n = 0; n < 300; n++) await Promise.all(Object.values(warm).map((each) => each.answered(event)))
      const found = await inRounds(
        options,
        {
          hono: () => loop(warm.hono, event, 200, stage.parts.broker.pid, options),
          engine: () => loop(warm.engine, event, 200, stage.parts.broker.pid, options),
          refused: () => loop(warm.produce, refused, 400, stage.parts.broker.pid, options),
          produce: () => loop(warm.produce, event, 200, stage.parts.broker.pid, options),
        },
        signal,
      )

      const frozen = await start(produce, true)
      for (let n = 0; n < 100; n++) await frozen.answered(event)
      const [busy, thawed]: number[][] = [[], []] as const satisfies number[][]
      for (let n = 0; n < (options.quick ? 5 : 20); n++) {
        await new Promise((resolve) => setTimeout(resolve, REST_MS))
        thawed?.push(await frozen.answered(event))
        for (let more = 0; more < 5; more++) busy?.push(await frozen.answered(event))
      }

      const invocations = options.quick ? 3_000 : 10_000
      for (let n = 0; n < SETTLED; n++) await frozen.answered(event)
      const early = frozen.environment.residentBytes()
      for (let n = SETTLED; n < invocations; n++) await frozen.answered(event)
      const late = frozen.environment.residentBytes()

      const ms = (values: readonly number[] | undefined) => median(values ?? []) ?? Number.NaN
      const thawMs = ms(thawed) - ms(busy)
      const rate = (series: Series | undefined) => typical(series ?? [], requestsPerSecond)
      return {
        title: "Under Lambda's runtime client",
        tables: [
          {
            head: [
              'cold start, ms',
              'boot',
              'imports',
              'spawn → first poll',
              'of which processor',
              'loading what produces',
              'clients and first call',
              'first produce in all',
            ],
            rows: [
              ['empty handler', short(ms(init.bare)), '', short(ms(init.bare)), short(ms(cpu.bare)), '', '', ''],
              [
                'empty Hono handler',
                short(ms(init.bare)),
                short(ms(init.hono) - ms(init.bare)),
                short(ms(init.hono)),
                short(ms(cpu.hono)),
                '',
                '',
                '',
              ],
              [
                'produce',
                short(ms(init.bare)),
                short(ms(init.produce) - ms(init.bare)),
                short(ms(init.produce)),
                short(ms(cpu.produce)),
                short(ms(loaded)),
                short(ms(connected)),
                short(ms(first)),
              ],
            ],
          },
          {
            head: [
              'warm, one after the other',
              'invocations/s',
              'of the empty one',
              'of the engine’s',
              'p50 ms',
              'p99 ms',
              'remarks',
            ],
            rows: Object.entries({
              'empty Hono handler': found.hono,
              'Hono handler that gives the record to the engine': found.engine,
              'produce, refused before Kafka': found.refused,
              produce: found.produce,
            }).map(([name, series = []]) => [
              name,
              short(rate(series)),
              percentOf(series, found.hono),
              percentOf(series, found.engine),
              short(typical(series, ({ p50Ms }) => p50Ms)),
              short(typical(series, ({ p99Ms }) => p99Ms)),
              remarks({ [name]: series }, requestsPerSecond),
            ]),
          },
          {
            head: ['frozen between invocations', 'ms', 'memory', 'MB'],
            rows: [
              ['produce at once after another', short(ms(busy)), `after ${SETTLED} invocations`, short(early / MB)],
              [
                `produce after ${REST_MS} ms frozen`,
                short(ms(thawed)),
                `after ${invocations} invocations`,
                short(late / MB),
              ],
            ],
          },
        ],
        floors: [
          atMost('spawn → first poll', MOST_INIT_MS, ' ms', ms(init.produce)),
          {
            promise: `spawn → first poll: at most ${MOST_INIT_RATIO} × that of an empty Hono handler`,
            found: `${(ms(init.produce) / ms(init.hono)).toFixed(2)} ×`,
            met: ms(init.produce) <= MOST_INIT_RATIO * ms(init.hono),
          },
          atMost('first produce answered', MOST_FIRST_MS, ' ms', ms(first)),
          atLeast(
            'warm invocations/s where nobody asks Kafka, of an empty Hono handler’s',
            LEAST_WARM,
            ratio(found.refused ?? [], found.hono, requestsPerSecond),
          ),
          atLeast(
            'warm produce invocations/s, of those of a Hono handler that gives the record to the engine',
            LEAST_WARM,
            ratio(found.produce ?? [], found.engine, requestsPerSecond),
          ),
          atMost('first request after a freeze, more than a warm one', MOST_THAW_MS, ' ms', thawMs),
          {
            promise: `memory after ${invocations} invocations: at most ${MOST_GROWTH_MB} MB more than after ${SETTLED}`,
            found: `${short((late - early) / MB)} MB`,
            met: late - early <= MOST_GROWTH_MB * MB,
          },
        ],
        measurements: found,
      }
    } finally {
      for (const subject of open) await stop(subject)
      rmSync(dir, { recursive: true, force: true })
    }
  },
}

function percentOf(series: Series, of: Series | undefined): string {
  return `${Math.round(100 * (ratio(series, of, requestsPerSecond) ?? Number.NaN))} %`
}

function loop(subject: Subject, event: object, status: number, broker: number, options: Options) {
  const { settleMs, durationMs } = options
  const watched = { subject: subject.environment.pid, load: process.pid, broker }
  return closedLoop({ callers: 1, recordsPerRequest: 1, settleMs, durationMs, pauseMs: 0, watched }, (_, done) => {
    subject.answered(event, status).then(() => done(), done)
  })
}
