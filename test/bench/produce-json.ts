import { recordsPerSecond, requestsPerSecond } from './measure/measurement.ts'
import { ratio } from './measure/series.ts'
import { produceRequest } from './payload/http-request.ts'
import { jsonValue, recordsOf } from './payload/values.ts'
import { allCells, type Cell, type CellGroup } from './produce/cell.ts'
import { byName, type CellSeries, measureCells } from './produce/measure.ts'
import { comparedTable, proxyTable } from './produce/tables.ts'
import { atLeast } from './report/floor.ts'
import type { Floor, Scenario } from './scenario.ts'

const bulk: Cell = { records: 100, bytes: 100, connections: 8 }
const single: Cell = { records: 1, bytes: 100, connections: 32 }

/** Producing JSON values over HTTP, next to the engine alone, Kafka's Java producer and an echo that stores nothing. */
export const produceJson: Scenario = {
  name: 'produce-json',
  async run(stage, options, signal) {
    const groups: CellGroup[] = options.quick ? [[single], [bulk]] : allCells()
    const loadOf = ({ records, bytes, connections }: Cell) => {
      const body = { records: recordsOf(records, (index) => jsonValue(index, bytes)) }
      return { request: produceRequest(stage.topic, 'json', body), connections, recordsPerRequest: records }
    }
    const withJava = ([{ records }]: CellGroup) => !options.quick || records === bulk.records
    const found = await measureCells(groups, loadOf, withJava, stage, options, signal)
    return {
      title: 'Produce JSON',
      tables: [proxyTable(found), comparedTable(found)],
      floors: floors(found),
      measurements: byName(found),
    }
  },
}

function floors(found: readonly CellSeries[]): Floor[] {
  const of = (wanted: Cell) =>
    found.find(({ cell }) => Object.entries(wanted).every(([name, value]) => cell[name as keyof Cell] === value))
  const [many, one] = [of(bulk), of(single)]
  return [
    atLeast(
      '100 × 100 B, 8 connections: records/s of the engine alone',
      0.5,
      many && ratio(many.proxy, many.engine, recordsPerSecond),
    ),
    atLeast(
      '100 × 100 B, 8 connections: records/s of Java’s producer',
      0.4,
      many && ratio(many.proxy, many.java, recordsPerSecond),
    ),
    atLeast(
      '1 × 100 B, 32 connections: requests/s of the echo',
      0.6,
      one && ratio(one.proxy, one.echo, requestsPerSecond),
    ),
  ]
}
