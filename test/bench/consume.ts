import { type FilledTopic, fillTopic } from './consume/filled-topic.ts'
import { peerReadersOf, type Read, readersOf } from './consume/readers.ts'
import { countStoreCalls } from './consume/store-calls.ts'
import { comparedReaders, readTable, type SizeSeries } from './consume/tables.ts'
import { recordsPerSecond } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, type Series, typical } from './measure/series.ts'
import type { Options } from './options.ts'
import { jsonValue } from './payload/values.ts'
import { sizeOf } from './produce/cell.ts'
import { short } from './report/format.ts'
import { type Promised, promised } from './report/promised.ts'
import type { Scenario } from './scenario.ts'
import type { Stage } from './stage/stage.ts'
import { startChild } from './subjects/child.ts'

/** Sizes of records, how many there are in a topic, and what the proxy should reach of the faster native consumer. */
const SIZES = [
  { bytes: 100, records: 3_000_000, quick: 1_000_000, target: 1.3, java: false },
  { bytes: 1000, records: 500_000, quick: 200_000, target: 1.4, java: false },
  // With records that large Java's consumer is the one to be compared with.
  { bytes: 20_000, records: 20_000, quick: 8_000, target: 1.3, java: true },
]

/** Reads that do not say how much they want, as most clients', and smaller ones. */
const READS: Readonly<Record<string, Read>> = {
  json: { format: 'json' },
  binary: { format: 'binary' },
  'json, 1 MiB': { format: 'json', maxBytes: 1_048_576 },
  'binary, 1 MiB': { format: 'binary', maxBytes: 1_048_576 },
}

/** One consumer instance read in a loop over HTTP, next to Kafka's Java consumer and the library's streaming one. */
export const consume: Scenario = {
  name: 'consume',
  async run(stage, options, signal) {
    const found: SizeSeries[] = []
    const promises: Promised[] = []
    const topics: Record<number, FilledTopic> = {}
    const reader = await startChild(new URL('consume/reader-process.ts', import.meta.url))
    const native = await startChild(new URL('consume/native-process.ts', import.meta.url), [stage.parts.kafka])
    try {
      for (const { bytes, records, quick, target, java } of SIZES) {
        const topic = await fillTopic(stage.parts.kafka, {
          name: `bench-read-${bytes}`,
          records: options.quick && !options.page ? quick : records,
          valueAt: (index) => Buffer.from(JSON.stringify(jsonValue(index, bytes))),
        })
        topics[bytes] = topic
        const series = await measure(stage, topic, options, signal, { read: reader.ask, native: native.ask })
        found.push({ bytes, series, peers: Object.keys(stage.peers), reads: Object.keys(READS) })
        for (const format of ['json', 'binary']) {
          promises.push(promiseOf(`Consume ${format}, ${sizeOf(bytes)}`, series[format] ?? [], series, target, java))
        }
      }
      const calls = await countStoreCalls(stage, topics[1000] as FilledTopic, reader.ask, options)
      const { floors, bars } = promised(promises)
      return {
        title: 'Consume',
        tables: [readTable(found), comparedReaders(found), calls.table],
        floors: [...floors, ...calls.floors],
        bars,
        measurements: Object.fromEntries(
          found.flatMap(({ bytes, series }) =>
            Object.entries(series).map(([name, each]) => [`${bytes} ${name}`, each] as const),
          ),
        ),
      }
    } finally {
      await native.stop()
      await reader.stop()
    }
  },
}

async function measure(
  stage: Stage,
  topic: FilledTopic,
  options: Options,
  signal: AbortSignal,
  ask: Parameters<typeof readersOf>[4],
): Promise<Record<string, Series>> {
  const peers = peerReadersOf(stage, topic, READS, ask.read)
  const { java, native, ...ours } = readersOf(stage, topic, READS, options, ask)
  const warmed = Object.values({ ...ours, ...peers })
  for (const read of warmed) await read({ ...options, durationMs: (2 * options.warmupMs) / Object.keys(READS).length })
  const subjects = Object.entries({ ...ours, ...peers, ...(java && { java }), ...(native && { native }) })
  return inRounds(options, Object.fromEntries(subjects.map(([name, read]) => [name, () => read(options)])), signal)
}

/** Beside the faster of the native consumers, or beside Java's alone; each once it is warm. */
function promiseOf(
  name: string,
  own: Series,
  { java, native }: Record<string, Series>,
  target: number,
  javaAlone: boolean,
): Promised {
  const ofJava = ratio(own, java, recordsPerSecond)
  const ofNative = ratio(own, native, recordsPerSecond)
  const figure = `${short(typical(own, recordsPerSecond))} records/s`
  if (javaAlone || ofNative === undefined || ofJava === undefined) {
    return { name, figure, baseline: 'Kafka’s Java consumer', target, ratio: ofJava }
  }
  return { name, figure, baseline: 'the faster native consumer', target, ratio: Math.min(ofJava, ofNative) }
}
