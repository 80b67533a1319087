import { fullMatrix, type MatrixCell, mainLines, nameOfMatrixCell } from './matrix/cell.ts'
import { matrixRequests } from './matrix/requests.ts'
import { recordsPerSecond, requestsPerSecond } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, remarks, type Series, typical } from './measure/series.ts'
import { unpaused } from './options.ts'
import { percent, short } from './report/format.ts'
import { RATES, ratesOf } from './report/rates.ts'
import type { Scenario } from './scenario.ts'
import { warmUp } from './stage/warm-up.ts'
import { openTokens } from './subjects/tokens.ts'

/** Producing in every size, number, format and number of connections, with tokens and without: a line each. */
export const matrix: Scenario = {
  name: 'matrix',
  async run(stage, options, signal) {
    const tokens = await openTokens()
    try {
      const { load: guarded } = await stage.proxyWith('matrix-tokens', tokens.settings)
      const loadOf = await matrixRequests(stage, await tokens.of('somebody'))
      const cells = options.full ? fullMatrix() : mainLines()
      const [first] = cells as [MatrixCell]
      await warmUp(stage, [{ load: loadOf(first), calls: callsOf(first), echo: true }], options.warmupMs, signal)
      await guarded(loadOf({ ...first, auth: true }), { settleMs: 0, durationMs: options.warmupMs, pauseMs: 0 })

      const rows: string[][] = []
      const measurements: Record<string, Series> = {}
      for (const cell of cells) {
        const [load, timing] = [loadOf(cell), unpaused(options)]
        const found = await inRounds(
          options,
          {
            proxy: () => (cell.auth ? guarded : stage.proxy)(load, timing),
            engine: () => stage.engine(callsOf(cell), timing),
            echo: () => stage.echo(load, timing),
          },
          signal,
        )
        rows.push(row(cell, found))
        for (const [subject, series] of Object.entries(found)) {
          measurements[`${nameOfMatrixCell(cell)}: ${subject}`] = series
        }
      }
      return { title: 'Matrix', tables: [{ head: HEAD, rows }], floors: [], measurements }
    } finally {
      await tokens.close()
    }
  },
}

const HEAD = ['records × bytes, connections, format', ...RATES, 'MB/s', 'of engine', 'of echo', 'remarks']

function row(cell: MatrixCell, { proxy = [], engine, echo }: Record<string, Series>): string[] {
  return [
    nameOfMatrixCell(cell),
    ...ratesOf(proxy),
    short(typical(proxy, (each) => (recordsPerSecond(each) * cell.bytes) / 1e6)),
    percent(ratio(proxy, engine, recordsPerSecond)),
    percent(ratio(proxy, echo, requestsPerSecond)),
    remarks({ proxy, engine, echo }, recordsPerSecond),
  ]
}

function callsOf({ records, bytes, connections }: MatrixCell) {
  return { recordsPerRequest: records, bytes, callers: connections }
}
