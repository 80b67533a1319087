import { recordsPerSecond } from './measure/measurement.ts'
import { ratio, typical } from './measure/series.ts'
import { produceRequest } from './payload/http-request.ts'
import { binaryValue, recordsOf } from './payload/values.ts'
import { allCells, type Cell, type CellGroup } from './produce/cell.ts'
import { byName, find, measureCells } from './produce/measure.ts'
import { comparedTable, proxyTable } from './produce/tables.ts'
import { short } from './report/format.ts'
import { promised } from './report/promised.ts'
import type { Scenario } from './scenario.ts'

const small: Cell = { records: 100, bytes: 100, connections: 8 }
const large: Cell = { records: 10, bytes: 20_000, connections: 8 }

/** Producing base64 values over HTTP; sizes are those of the decoded bytes. */
export const produceBinary: Scenario = {
  name: 'produce-binary',
  async run(stage, options, signal) {
    const groups: CellGroup[] = options.quick ? [[small], [large]] : [...allCells(), [large]]
    const loadOf = ({ records, bytes, connections }: Cell) => {
      const body = { records: recordsOf(records, () => binaryValue(bytes)) }
      return { request: produceRequest(stage.topic, 'binary', body), connections, recordsPerRequest: records }
    }
    const found = await measureCells(groups, loadOf, () => !options.quick, stage, options, signal)
    const { proxy, engine } = find(found, large)
    return {
      title: 'Produce binary',
      tables: [proxyTable(found), comparedTable(found)],
      ...promised([
        {
          name: 'Produce binary, 10 × 20 kB, 8 connections',
          figure: `${short(typical(proxy, (each) => (recordsPerSecond(each) * large.bytes) / 1e6))} MB/s`,
          baseline: 'the engine alone',
          target: 0.6,
          // All records have the same size: bytes are to each other as records are.
          ratio: ratio(proxy, engine, recordsPerSecond),
        },
      ]),
      measurements: byName(found),
    }
  },
}
