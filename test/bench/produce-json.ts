import { cpuMicrosPerRecord, recordsPerSecond, requestsPerSecond } from './measure/measurement.ts'
import { ratio, typical } from './measure/series.ts'
import { produceRequest } from './payload/http-request.ts'
import { jsonValue, recordsOf } from './payload/values.ts'
import { allCells, type Cell, type CellGroup } from './produce/cell.ts'
import { byName, type CellSeries, find, measureCells } from './produce/measure.ts'
import { comparedTable, proxyTable } from './produce/tables.ts'
import { atMost } from './report/at-most.ts'
import { atLeast } from './report/floor.ts'
import { short } from './report/format.ts'
import { type Promised, promised } from './report/promised.ts'
import type { Findings, Scenario } from './scenario.ts'

const bulk: Cell = { records: 100, bytes: 100, connections: 8 }
const large: Cell = { records: 500, bytes: 100, connections: 8 }
const wide: Cell = { records: 100, bytes: 1000, connections: 8 }
const single: Cell = { records: 1, bytes: 100, connections: 32 }

const MOST_CPU_MICROS = 4

/** Producing JSON values over HTTP, next to the engine alone, Kafka's Java producer and an echo that stores nothing. */
export const produceJson: Scenario = {
  name: 'produce-json',
  async run(stage, options, signal) {
    const groups: CellGroup[] = options.quick ? [[single], [bulk], [large], [wide]] : allCells()
    const loadOf = ({ records, bytes, connections }: Cell) => {
      const body = { records: recordsOf(records, (index) => jsonValue(index, bytes)) }
      return { request: produceRequest(stage.topic, 'json', body), connections, recordsPerRequest: records }
    }
    const withJava = ([{ records }]: CellGroup) => !options.quick || records > 1
    const found = await measureCells(groups, loadOf, withJava, stage, options, signal)
    return {
      title: 'Produce JSON',
      tables: [proxyTable(found), comparedTable(found)],
      ...promises(found),
      measurements: byName(found),
    }
  },
}

function promises(found: readonly CellSeries[]): Pick<Findings, 'floors' | 'bars'> {
  const one = find(found, single)
  const many = find(found, bulk)
  const ofJava = (name: string, cell: Cell, target: number): Promised => {
    const { proxy, java } = find(found, cell)
    const figure = `${short(typical(proxy, recordsPerSecond))} records/s`
    return { name, figure, baseline: 'Kafka’s Java producer', target, ratio: ratio(proxy, java, recordsPerSecond) }
  }
  const { floors, bars } = promised([
    ofJava('Produce JSON, 100 × 100 B, 8 connections', bulk, 0.55),
    ofJava('Produce JSON, 500 × 100 B, 8 connections', large, 0.85),
    ofJava('Produce JSON, 100 × 1 kB, 8 connections', wide, 1.2),
    {
      name: 'Produce JSON, 1 × 100 B, 32 connections',
      figure: `${short(typical(one.proxy, requestsPerSecond))} requests/s`,
      baseline: 'a bare HTTP echo',
      target: 0.8,
      ratio: ratio(one.proxy, one.echo, requestsPerSecond),
    },
  ])
  const name = '100 × 100 B, 8 connections'
  return {
    floors: [
      ...floors,
      atLeast(`${name}: records/s of the engine alone`, 0.5, ratio(many.proxy, many.engine, recordsPerSecond)),
      atMost(`${name}: CPU a record`, MOST_CPU_MICROS, ' µs', typical(many.proxy, cpuMicrosPerRecord)),
    ],
    bars,
  }
}
