import { type FilledTopic, fillTopic } from './consume/filled-topic.ts'
import { measureIdleInstances } from './consume/idle-instances.ts'
import { type LibrdkafkaReaders, openLibrdkafka } from './consume/librdkafka.ts'
import { type Ask, peerReadersOf, type Read, readersOf } from './consume/readers.ts'
import { countStoreCalls } from './consume/store-calls.ts'
import { comparedReaders, readTable, type SizeSeries } from './consume/tables.ts'
import { recordsPerSecond, recordsPerSecondSinceStart } from './measure/measurement.ts'
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

/** Sizes of records, how many there are in a topic, and what the proxy should reach of the faster one of Java's and kafka-javascript's consumers. */
const SIZES = [
  { bytes: 100, records: 3_000_000, quick: 1_000_000, target: 1.3, java: false },
  { bytes: 1000, records: 500_000, quick: 200_000, target: 1.4, java: false },
  // With records that large Java's consumer is the one to be compared with.
  { bytes: 20_000, records: 20_000, quick: 8_000, target: 1.3, java: true },
]

const FASTER = 'the faster of Java’s and kafka-javascript’s consumers'

/** Reads that do not say how much they want, as most clients', and smaller ones. */
const READS: Readonly<Record<string, Read>> = {
  json: { format: 'json' },
  binary: { format: 'binary' },
  'json, 1 MiB': { format: 'json', maxBytes: 1_048_576 },
  'binary, 1 MiB': { format: 'binary', maxBytes: 1_048_576 },
}

/** One consumer instance read in a loop over HTTP, next to Kafka's Java consumer and librdkafka's in Node. */
export const consume: Scenario = {
  name: 'consume',
  async run(stage, options, signal) {
    const found: SizeSeries[] = []
    const promises: Promised[] = []
    const topics: Record<number, FilledTopic> = {}
    const reader = await startChild(new URL('consume/reader-process.ts', import.meta.url))
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    const { readers: librdkafka, missing } = await openLibrdkafka(stage.parts, { say, signal })
    try {
      for (const { bytes, records, quick, target, java } of SIZES) {
        const topic = await fillTopic(stage.parts.kafka, {
          name: `bench-read-${bytes}`,
          records: options.quick && !options.page ? quick : records,
          valueAt: (index) => Buffer.from(JSON.stringify(jsonValue(index, bytes))),
        })
        topics[bytes] = topic
        const { series, mode } = await measure(stage, topic, options, signal, reader.ask, librdkafka)
        found.push({ bytes, series, ...(mode && { mode }), peers: Object.keys(stage.peers), reads: Object.keys(READS) })
        for (const format of ['json', 'binary']) {
          promises.push(promiseOf(`Consume ${format}, ${sizeOf(bytes)}`, series[format] ?? [], series, target, java))
        }
      }
      const topic = topics[1000] as FilledTopic
      const calls = await countStoreCalls(stage, topic, reader.ask, options)
      const idle = await measureIdleInstances(stage, topic.name, options, signal)
      const { floors, bars } = promised(promises)
      return {
        title: 'Consume',
        tables: [readTable(found), comparedReaders(found), calls.table, idle.table],
        ...(missing !== undefined && { notes: [missing] }),
        floors: [...floors, ...calls.floors, ...idle.floors],
        bars,
        measurements: Object.fromEntries(
          found.flatMap(({ bytes, series }) =>
            Object.entries(series).map(([name, each]) => [`${bytes} ${name}`, each] as const),
          ),
        ),
      }
    } finally {
      await librdkafka?.stop()
      await reader.stop()
    }
  },
}

async function measure(
  stage: Stage,
  topic: FilledTopic,
  options: Options,
  signal: AbortSignal,
  read: Ask,
  librdkafka: LibrdkafkaReaders | undefined,
): Promise<Pick<SizeSeries, 'series' | 'mode'>> {
  const peers = peerReadersOf(stage, topic, READS, read)
  const { java, ...ours } = readersOf(stage, topic, READS, options, read)
  const warmed = Object.values({ ...ours, ...peers })
  for (const each of warmed) await each({ ...options, durationMs: (2 * options.warmupMs) / Object.keys(READS).length })
  const faster = await librdkafka?.faster(topic, options, signal)
  const others = { ...(java && { java }), ...(faster && { librdkafka: faster.read }) }
  const subjects = Object.entries({ ...ours, ...peers, ...others })
  const series = await inRounds(
    options,
    Object.fromEntries(subjects.map(([name, each]) => [name, () => each(options)])),
    signal,
  )
  return { series, ...(faster && { mode: faster.mode }) }
}

/**
 * Beside the faster of Java's and kafka-javascript's consumers, or beside Java's alone. What counts of Java's is what its tool
 * reports, that is of its whole run, as it is told everywhere else; the table has it warm as well.
 */
function promiseOf(
  name: string,
  own: Series,
  { java, librdkafka }: Record<string, Series>,
  target: number,
  javaAlone: boolean,
): Promised {
  const ofJava = ratio(own, java, recordsPerSecond, recordsPerSecondSinceStart)
  const ofLibrdkafka = ratio(own, librdkafka, recordsPerSecond)
  const figure = `${short(typical(own, recordsPerSecond))} records/s`
  if (javaAlone || ofLibrdkafka === undefined || ofJava === undefined) {
    return { name, figure, baseline: 'Kafka’s Java consumer', target, ratio: ofJava }
  }
  return { name, figure, baseline: FASTER, target, ratio: Math.min(ofJava, ofLibrdkafka) }
}
