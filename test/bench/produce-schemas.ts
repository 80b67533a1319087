import { cpuMicrosPerRecord, recordsPerSecond } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, remarks, type Series } from './measure/series.ts'
import { unpaused } from './options.ts'
import { produceRequest } from './payload/http-request.ts'
import { registerSchema, schemaKinds } from './payload/schemas.ts'
import { telemetryValue } from './payload/telemetry.ts'
import { recordsOf } from './payload/values.ts'
import { atLeast } from './report/floor.ts'
import { percent } from './report/format.ts'
import { RATES, ratesOf } from './report/rates.ts'
import type { Floor, Scenario } from './scenario.ts'
import type { Load, Stage } from './stage/stage.ts'
import { warmUp } from './stage/warm-up.ts'

const kinds = [
  { records: 1, connections: 32 },
  { records: 100, connections: 8 },
]

/**
 * A telemetry record as Avro, with the schema's text in every request (as most clients send it) or its id, as JSON Schema,
 * as Protobuf, and as JSON without a schema.
 */
export const produceSchemas: Scenario = {
  name: 'produce-schemas',
  async run(stage, options, signal) {
    const requestOf = await prepare(stage)
    const variants = Object.keys(requestOf)
    const loadOf = (variant: string, { records, connections }: (typeof kinds)[number]): Load => ({
      request: (requestOf[variant] as (records: number) => Buffer)(records),
      connections,
      recordsPerRequest: records,
    })
    const warming = kinds.flatMap((kind) => variants.map((variant) => ({ load: loadOf(variant, kind) })))
    await warmUp(stage, warming, options.warmupMs, signal)

    const rows: string[][] = []
    const floors: Floor[] = []
    const measurements: Record<string, Series> = {}
    for (const kind of kinds) {
      const timing = unpaused(options)
      const subjects = variants.map((variant) => [variant, () => stage.proxy(loadOf(variant, kind), timing)] as const)
      const found = await inRounds(options, Object.fromEntries(subjects), signal)
      const name = `${kind.records} record${kind.records === 1 ? '' : 's'}, ${kind.connections} connections`
      for (const variant of variants) {
        const series = found[variant] ?? []
        measurements[`${name}: ${variant}`] = series
        rows.push(row(`${name}, ${variant}`, series, found))
      }
      floors.push(...floorsOf(name, kind.records, found))
    }
    return { title: 'Produce with schemas', tables: [{ head: HEAD, rows }], floors, measurements }
  },
}

/** Requests of each kind, by the number of their records; each language has a topic of its own. */
async function prepare(stage: Stage): Promise<Readonly<Record<string, (records: number) => Buffer>>> {
  const requests: Record<string, (records: number) => Buffer> = {}
  for (const kind of schemaKinds) {
    const topic = await stage.createTopic(`bench-${kind.format}`)
    const id = await registerSchema(stage.registry, `${topic}-value`, kind)
    const request = (schema: object) => (records: number) =>
      produceRequest(topic, kind.format, { ...schema, records: recordsOf(records, telemetryValue) })
    if (kind.format === 'avro') requests['avro, text'] = request({ value_schema: kind.text })
    requests[kind.format] = request({ value_schema_id: id })
  }
  const topic = await stage.createTopic('bench-json')
  requests.json = (records) => produceRequest(topic, 'json', { records: recordsOf(records, telemetryValue) })
  return requests
}

const HEAD = ['telemetry', ...RATES, 'of avro', 'of json', 'CPU of avro', 'remarks']

type Found = Readonly<Record<string, Series>>

function row(name: string, series: Series, { avro, json }: Found): string[] {
  return [
    name,
    ...ratesOf(series),
    percent(ratio(series, avro, recordsPerSecond)),
    percent(ratio(series, json, recordsPerSecond)),
    percent(ratio(series, avro, cpuMicrosPerRecord)),
    remarks({ rounds: series }, recordsPerSecond),
  ]
}

function floorsOf(name: string, records: number, { avro = [], json, ...others }: Found): Floor[] {
  const floors = [
    atLeast(
      `${name}: Avro by its schema’s text, records/s of by its id`,
      0.95,
      ratio(others['avro, text'] ?? [], avro, recordsPerSecond),
    ),
  ]
  if (records === 1) return floors
  floors.push(atLeast(`${name}: Avro, records/s of JSON`, 0.8, ratio(avro, json, recordsPerSecond)))
  for (const format of ['jsonschema', 'protobuf']) {
    const of = ratio(avro, others[format], cpuMicrosPerRecord)
    floors.push(atLeast(`${name}: Avro’s CPU µs/record of that of ${format}`, 0.5, of))
  }
  return floors
}
