import { cpuMicrosPerRecord, recordsPerSecond, requestsPerSecond } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, remarks, type Series, typical } from './measure/series.ts'
import { unpaused } from './options.ts'
import { produceRequest } from './payload/http-request.ts'
import { telemetrySchema, telemetryValue } from './payload/telemetry.ts'
import { recordsOf } from './payload/values.ts'
import { atLeast } from './report/floor.ts'
import { percent, short } from './report/format.ts'
import type { Scenario } from './scenario.ts'
import type { Load, Stage } from './stage/stage.ts'
import { warmUp } from './stage/warm-up.ts'

const kinds = [
  { records: 1, connections: 32 },
  { records: 100, connections: 8 },
]
const variants = ['schema text', 'schema id', 'json'] as const

/**
 * A telemetry record as Avro, with the schema's text in every request (as most clients send it) or its id, and as JSON.
 */
export const produceAvro: Scenario = {
  name: 'produce-avro',
  async run(stage, options, signal) {
    const schemaId = await register(stage)
    const loads = kinds.map((kind) => ({ ...kind, loads: loadsOf(stage.topic, schemaId, kind) }))
    const warming = loads.flatMap(({ loads }) => variants.map((variant) => ({ load: loads[variant] })))
    await warmUp(stage, warming, options.warmupMs, signal)

    const rows: string[][] = []
    const floors = []
    const measurements: Record<string, Series> = {}
    for (const { records, connections, loads: requests } of loads) {
      const timing = unpaused(options)
      const subjects = variants.map((variant) => [variant, () => stage.proxy(requests[variant], timing)] as const)
      const found = await inRounds(options, Object.fromEntries(subjects), signal)
      const name = `${records} record${records === 1 ? '' : 's'}, ${connections} connections`
      for (const variant of variants) {
        const series = found[variant] ?? []
        measurements[`${name}: ${variant}`] = series
        rows.push([
          `${name}, ${variant}`,
          short(typical(series, requestsPerSecond)),
          short(typical(series, recordsPerSecond)),
          ...[short(typical(series, ({ p50Ms }) => p50Ms)), short(typical(series, ({ p99Ms }) => p99Ms))],
          short(typical(series, cpuMicrosPerRecord)),
          percent(ratio(series, found['schema id'], recordsPerSecond)),
          percent(ratio(series, found.json, recordsPerSecond)),
          remarks({ rounds: series }, recordsPerSecond),
        ])
      }
      const text = ratio(found['schema text'] ?? [], found['schema id'], recordsPerSecond)
      floors.push(atLeast(`${name}: schema text, records/s of schema id`, 0.9, text))
    }
    const head = [
      'telemetry',
      'requests/s',
      'records/s',
      'p50 ms',
      'p99 ms',
      'CPU µs/record',
      'of id',
      'of json',
      'remarks',
    ]
    return { title: 'Produce Avro', tables: [{ head, rows }], floors, measurements }
  },
}

type Variant = (typeof variants)[number]

function loadsOf(
  topic: string,
  schemaId: number,
  { records, connections }: (typeof kinds)[number],
): Record<Variant, Load> {
  const values = recordsOf(records, telemetryValue)
  const load = (format: 'avro' | 'json', body: object): Load => ({
    request: produceRequest(topic, format, body),
    connections,
    recordsPerRequest: records,
  })
  return {
    'schema text': load('avro', { value_schema: telemetrySchema, records: values }),
    'schema id': load('avro', { value_schema_id: schemaId, records: values }),
    json: load('json', { records: values }),
  }
}

async function register({ registry, topic }: Stage): Promise<number> {
  const response = await fetch(`${registry}/subjects/${topic}-value/versions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: telemetrySchema }),
  })
  if (!response.ok) throw new Error(`The registry refused the schema: ${await response.text()}`)
  return ((await response.json()) as { id: number }).id
}
