import { type Cell, nameOf } from '../produce/cell.ts'

/** How values are sent. */
export type MatrixFormat = 'json' | 'binary' | 'avro'

/** One kind of produce request, by everything that requests differ in. */
export interface MatrixCell extends Cell {
  readonly format: MatrixFormat
  /** Whether a bearer token comes along and is checked. */
  readonly auth: boolean
}

const BYTES = [100, 1000, 20_000, 60_000]
const RECORDS = [1, 10, 100, 1000]
const CONNECTIONS = [1, 8, 32, 128]
const FORMATS = ['json', 'binary', 'avro'] as const
const CENTRES: readonly MatrixCell[] = [
  { records: 100, bytes: 100, connections: 8, format: 'json', auth: false },
  { records: 1, bytes: 100, connections: 32, format: 'json', auth: false },
]
/** What a request may have (`request.max.bytes`), and what may be under way at once (`producer.buffer.memory`), bytes. */
const MOST_REQUEST = 10 * 2 ** 20
const MOST_UNDER_WAY = 32 * 2 ** 20

/** Every combination that the default settings let through. */
export function fullMatrix(): MatrixCell[] {
  return FORMATS.flatMap((format) =>
    [false, true].flatMap((auth) =>
      BYTES.flatMap((bytes) =>
        RECORDS.flatMap((records) => CONNECTIONS.map((connections) => ({ records, bytes, connections, format, auth }))),
      ),
    ),
  ).filter(fits)
}

/** Lines through the matrix: from each of the main cases, everything that differs from it in one respect. */
export function mainLines(): MatrixCell[] {
  const cells = CENTRES.flatMap((centre) => [
    centre,
    ...BYTES.map((bytes) => ({ ...centre, bytes })),
    ...RECORDS.map((records) => ({ ...centre, records })),
    ...CONNECTIONS.map((connections) => ({ ...centre, connections })),
    ...FORMATS.map((format) => ({ ...centre, format })),
    { ...centre, auth: true },
  ])
  return [...new Map(cells.filter(fits).map((cell) => [nameOfMatrixCell(cell), cell])).values()]
}

export function nameOfMatrixCell(cell: MatrixCell): string {
  return `${nameOf(cell)}, ${cell.format}${cell.auth ? ', token' : ''}`
}

/** Base64 makes four bytes of three, and a record has some around it. */
function fits({ records, bytes, connections }: MatrixCell): boolean {
  return records * (bytes * 1.34 + 40) <= MOST_REQUEST && records * bytes * connections <= MOST_UNDER_WAY
}
