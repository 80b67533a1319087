import { type FilledTopic, fillTopic } from './consume/filled-topic.ts'
import type { ReadFormat } from './consume/instance.ts'
import { libraryReader, type Read, type Reader, readersOf } from './consume/readers.ts'
import { cores, cpuMicrosPerRecord, recordsPerSecond } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, remarks, type Series, typical } from './measure/series.ts'
import type { Options } from './options.ts'
import { alertSchema } from './payload/alert.ts'
import { alertEncoder, telemetryEncoder } from './payload/encoded.ts'
import { registerSchema, schemaKinds } from './payload/schemas.ts'
import { figures } from './report/figures.ts'
import { atLeast } from './report/floor.ts'
import { percent, short } from './report/format.ts'
import type { Floor, Scenario } from './scenario.ts'
import type { Stage } from './stage/stage.ts'
import { startChild } from './subjects/child.ts'

const ALERTS_PER_SECOND = 800

/**
 * Records with schemas, read by one consumer instance in a loop: telemetry in each language, and alerts of 20 to 80 kB as
 * JSON and as they are.
 */
export const consumeSchemas: Scenario = {
  name: 'consume-schemas',
  async run(stage, options, signal) {
    const reader = await startChild(new URL('consume/reader-process.ts', import.meta.url))
    const library = await startChild(new URL('consume/library-process.ts', import.meta.url), [stage.parts.kafka])
    try {
      const telemetry: Record<string, Reader> = {}
      for (const { format, topic } of await fillTelemetry(stage, options)) {
        telemetry[format] = readersOf(stage, topic, readsOf([format]), options, reader.ask)[format] as Reader
      }
      const small = await measure(telemetry, Object.keys(telemetry), options, signal)
      const topic = await fillAlerts(stage, options)
      const alerts = await measure(
        {
          ...readersOf(stage, topic, readsOf(ALERT_FORMATS), options, reader.ask),
          library: libraryReader(stage, topic, library.ask),
        },
        ALERT_FORMATS,
        options,
        signal,
      )
      return {
        title: 'Consume with schemas',
        tables: [
          { head: ['telemetry', ...FIGURES, 'CPU of avro', 'remarks'], rows: telemetryRows(small) },
          {
            head: [`alerts of ${short(topic.bytes)}B`, ...FIGURES, 'MB/s', 'of Java', 'of library', 'remarks'],
            rows: alertRows(alerts, topic.bytes),
          },
        ],
        floors: floorsOf(small, alerts),
        measurements: { ...prefixed('telemetry', small), ...prefixed('alerts', alerts) },
      }
    } finally {
      await library.stop()
      await reader.stop()
    }
  },
}

type Found = Readonly<Record<string, Series>>

const ALERT_FORMATS: readonly ReadFormat[] = ['avro', 'binary']
const FIGURES = ['records/s', 'p50 ms', 'p99 ms', 'CPU µs/record', 'cores']

/** Reads of a megabyte, so that alerts come some twenty at a time. */
function readsOf(formats: readonly ReadFormat[]): Record<string, Read> {
  return Object.fromEntries(formats.map((format) => [format, { format, maxBytes: 1_048_576 }]))
}

async function fillTelemetry({ parts, registry }: Stage, { quick, page }: Options) {
  const filled: { format: ReadFormat; topic: FilledTopic }[] = []
  for (const kind of schemaKinds) {
    const name = `bench-read-${kind.format}`
    const valueAt = telemetryEncoder(kind, await registerSchema(registry, `${name}-value`, kind))
    const topic = await fillTopic(parts.kafka, { name, records: quick && !page ? 200_000 : 1_000_000, valueAt })
    filled.push({ format: kind.format, topic })
  }
  return filled
}

async function fillAlerts({ parts, registry }: Stage, { quick, page }: Options): Promise<FilledTopic> {
  const name = 'bench-read-alerts'
  const kind = { format: 'avro', type: 'AVRO', text: alertSchema } as const
  const valueAt = alertEncoder(await registerSchema(registry, `${name}-value`, kind))
  return fillTopic(parts.kafka, { name, records: quick && !page ? 2_000 : 10_000, valueAt })
}

async function measure(
  readers: Readonly<Record<string, Reader>>,
  warmed: readonly string[],
  options: Options,
  signal: AbortSignal,
): Promise<Found> {
  for (const name of warmed) await readers[name]?.({ ...options, durationMs: options.warmupMs })
  const subjects = Object.entries(readers).map(([name, read]) => [name, () => read(options)] as const)
  return inRounds(options, Object.fromEntries(subjects), signal)
}

function withCores(series: Series): string[] {
  return [...figures(series), short(typical(series, (each) => cores(each.cpu.subjectMs, each)))]
}

function telemetryRows(found: Found): string[][] {
  return Object.entries(found).map(([format, series]) => [
    format,
    ...withCores(series),
    percent(ratio(series, found.avro, cpuMicrosPerRecord)),
    remarks({ rounds: series }, recordsPerSecond),
  ])
}

function alertRows({ java = [], library = [], ...read }: Found, bytes: number): string[][] {
  return Object.entries({ ...read, 'Java’s consumer': java, 'library’s consumer': library }).map(([name, series]) => [
    name,
    ...withCores(series),
    short(((typical(series, recordsPerSecond) ?? Number.NaN) * bytes) / 1e6),
    percent(ratio(series, java, recordsPerSecond)),
    percent(ratio(series, library, recordsPerSecond)),
    remarks({ rounds: series }, recordsPerSecond),
  ])
}

function floorsOf(small: Found, { avro = [], binary = [], java, library }: Found): Floor[] {
  const rate = typical(avro, recordsPerSecond)
  return [
    ...['jsonschema', 'protobuf'].map((format) =>
      atLeast(
        `telemetry: Avro’s CPU µs/record of that of ${format}`,
        0.5,
        ratio(small.avro ?? [], small[format], cpuMicrosPerRecord),
      ),
    ),
    {
      promise: `alerts as JSON: ${ALERTS_PER_SECOND} records/s or more`,
      found: short(rate),
      met: rate !== undefined && rate >= ALERTS_PER_SECOND,
    },
    atLeast('alerts as they are: MB/s of Java’s consumer', 0.66, ratio(binary, java, recordsPerSecond)),
    atLeast('alerts as they are: MB/s of the library’s consumer', 0.66, ratio(binary, library, recordsPerSecond)),
  ]
}

function prefixed(prefix: string, found: Found): Found {
  return Object.fromEntries(Object.entries(found).map(([name, series]) => [`${prefix}: ${name}`, series]))
}
