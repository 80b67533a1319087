import type { FailureKind, Producer } from '../produce/producer.ts'
import { mqttNumbers } from './emf-mqtt.ts'
import type { Metrics } from './metrics.ts'

/** Metrics that go out as log lines in CloudWatch's embedded metric format (EMF). */
export interface EmfMetrics extends Metrics {
  /** Writes what has come together since the last time; nothing, when nothing has. */
  flush(): void
}

export interface EmfOptions {
  readonly namespace: string
  /** The value of the dimension `function`. */
  readonly functionName: () => string
  /** What a line says besides, to find the request that it is about; no dimension is made of it. */
  readonly properties?: () => object
  /** What the producer holds; only where it outlives a request. */
  readonly pending?: () => Producer['pending']
  /** Takes a line without its end. */
  readonly write: (line: string) => void
}

/** As many values as CloudWatch reads of one metric in a line. */
const MAX_VALUES = 100

const DURATION = 'kafka_rest_request_duration_seconds'

interface Series {
  readonly operation: string
  /** `2xx` and so on: a metric for each status would cost more and say little. */
  readonly status: string
  readonly seconds: number[]
}

/**
 * Metrics for processes that nobody can ask for a page. Names are those of `/metrics`; what is a label there and has few values
 * is the end of the name here, as a line can give each dimension one value only.
 *
 * One line tells of one operation and class of status: an invocation, which is one request, leaves one line.
 */
export function createEmfMetrics({ namespace, functionName, properties, pending, write }: EmfOptions): EmfMetrics {
  const series = new Map<string, Series>()
  let counts = new Map<string, number>()
  let mqtt: ReturnType<typeof mqttNumbers> | undefined
  count('kafka_rest_cold_starts_total', 1)

  function count(name: string, by: number): void {
    counts.set(name, (counts.get(name) ?? 0) + by)
  }

  /** @param timed  undefined when there are only counts */
  function writeLine(timed: Series | undefined): void {
    const numbers = Object.fromEntries(counts)
    counts = new Map()
    const directives = [
      ...(timed
        ? [
            directive(
              [['function'], ['function', 'status'], ['function', 'operation', 'status']],
              [[DURATION, 'Seconds']],
            ),
          ]
        : []),
      ...(Object.keys(numbers).length > 0 ? [directive([['function']], Object.keys(numbers).map(unitOf))] : []),
    ]
    const line = {
      ...properties?.(),
      _aws: { Timestamp: Date.now(), CloudWatchMetrics: directives },
      function: functionName(),
      ...(timed && { operation: timed.operation, status: timed.status, [DURATION]: timed.seconds }),
      ...numbers,
    }
    write(JSON.stringify(line))
  }

  function directive(dimensions: string[][], metrics: (readonly [name: string, unit: string])[]): object {
    return { Namespace: namespace, Dimensions: dimensions, Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })) }
  }

  return {
    observeRequest(operation, status, ms) {
      const key = `${operation} ${Math.trunc(status / 100)}`
      let own = series.get(key)
      if (!own) {
        own = { operation, status: `${Math.trunc(status / 100)}xx`, seconds: [] }
        series.set(key, own)
      }
      own.seconds.push(Math.round(ms * 1000) / 1_000_000)
      if (own.seconds.length < MAX_VALUES) return
      series.delete(key)
      writeLine(own)
    },
    countRecords(stored: number, failed: ReadonlyMap<FailureKind, number>) {
      if (stored > 0) count('kafka_rest_produced_records_stored', stored)
      for (const [kind, refused] of failed) count(`kafka_rest_produced_records_${kind.replaceAll('-', '_')}`, refused)
    },
    countStoreCall: () => count('kafka_rest_store_calls_total', 1),
    countLimited: () => count('kafka_rest_limited_total', 1),
    watchSchemaCache() {},
    watchMqttSource() {},
    watchMqtt(watched) {
      mqtt = mqttNumbers(watched)
      return () => {}
    },
    page: async () => '# Metrics are in the log, in CloudWatch’s embedded metric format.\n',
    flush() {
      const { records = 0, bytes = 0 } = pending?.() ?? {}
      if (records > 0) {
        counts.set('kafka_rest_producer_pending_records', records)
        counts.set('kafka_rest_producer_pending_bytes', bytes)
      }
      for (const [name, number] of mqtt?.() ?? []) counts.set(name, number)
      if (series.size === 0 && counts.size > 0) writeLine(undefined)
      for (const each of series.values()) writeLine(each)
      series.clear()
    },
  }
}

function unitOf(name: string): readonly [name: string, unit: string] {
  return [name, name.endsWith('_bytes') ? 'Bytes' : 'Count']
}
