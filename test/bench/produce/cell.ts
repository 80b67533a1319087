/** One kind of produce request. */
export interface Cell {
  /** In a request. */
  readonly records: number
  /** Of a record's value. */
  readonly bytes: number
  /** Each with one request on its way at a time; callers, for the engine. */
  readonly connections: number
}

/** Cells that differ in their connections only. */
export type CellGroup = readonly [Cell, ...Cell[]]

/** Every combination that is measured. */
export function allCells(): CellGroup[] {
  return [100, 1000].flatMap((bytes) =>
    [1, 10, 100, 500].map((records): CellGroup => {
      const cell = (connections: number): Cell => ({ records, bytes, connections })
      return [cell(1), cell(8), cell(32)]
    }),
  )
}

/** The size of a record's value in words. */
export function sizeOf(bytes: number): string {
  return bytes >= 1000 ? `${bytes / 1000} kB` : `${bytes} B`
}

export function nameOf({ records, bytes, connections }: Cell): string {
  return `${records} × ${sizeOf(bytes)}, ${connections}`
}
