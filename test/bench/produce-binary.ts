import { produceRequest } from './payload/http-request.ts'
import { binaryValue, recordsOf } from './payload/values.ts'
import { allCells, type Cell, type CellGroup } from './produce/cell.ts'
import { byName, measureCells } from './produce/measure.ts'
import { comparedTable, proxyTable } from './produce/tables.ts'
import type { Scenario } from './scenario.ts'

/** Producing base64 values over HTTP; sizes are those of the decoded bytes. */
export const produceBinary: Scenario = {
  name: 'produce-binary',
  async run(stage, options, signal) {
    const groups: CellGroup[] = options.quick ? [[{ records: 100, bytes: 100, connections: 8 }]] : allCells()
    const loadOf = ({ records, bytes, connections }: Cell) => {
      const body = { records: recordsOf(records, () => binaryValue(bytes)) }
      return { request: produceRequest(stage.topic, 'binary', body), connections, recordsPerRequest: records }
    }
    const found = await measureCells(groups, loadOf, () => !options.quick, stage, options, signal)
    return {
      title: 'Produce binary',
      tables: [proxyTable(found), comparedTable(found)],
      floors: [],
      measurements: byName(found),
    }
  },
}
