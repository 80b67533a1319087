import { equal, ok } from 'node:assert/strict'

/** A line in CloudWatch's embedded metric format. */
export interface EmfLine {
  readonly _aws: {
    readonly Timestamp: number
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
    }[]
  }
  readonly [member: string]: unknown
}

const UNITS = ['Seconds', 'Count', 'Bytes']

/**
 * Reads a line, and checks that CloudWatch would make metrics of it: the specification asks for a time, at most 100 metrics of at most
 * 100 numbers each, and for a text as the value of each dimension, of which a set has at most 30.
 */
export function checkEmf(line: string): EmfLine {
  ok(!line.includes('\n'))
  const read = JSON.parse(line) as EmfLine
  ok(Math.abs(read._aws.Timestamp - Date.now()) < 60_000)
  ok(read._aws.CloudWatchMetrics.length > 0)
  for (const { Namespace, Dimensions, Metrics } of read._aws.CloudWatchMetrics) {
    ok(Namespace.length > 0 && Namespace.length <= 1024)
    ok(Metrics.length > 0 && Metrics.length <= 100)
    for (const name of Dimensions.flat()) {
      equal(typeof read[name], 'string', `dimension ${name}`)
      ok((read[name] as string).length <= 1024)
    }
    for (const { Name, Unit } of Metrics) {
      ok(UNITS.includes(Unit), Unit)
      const values = [read[Name]].flat()
      ok(values.length > 0 && values.length <= 100, Name)
      for (const value of values) ok(Number.isFinite(value), `${Name} = ${value}`)
    }
  }
  return read
}
