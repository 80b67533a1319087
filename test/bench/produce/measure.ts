import type { Measurement } from '../measure/measurement.ts'
import { inRounds, type Measure } from '../measure/rounds.ts'
import type { Series } from '../measure/series.ts'
import { type Options, unpaused } from '../options.ts'
import type { Load, Stage } from '../stage/stage.ts'
import { warmUp } from '../stage/warm-up.ts'
import { type Cell, type CellGroup, nameOf } from './cell.ts'

/** A cell's rounds, for each of those that took part. */
export interface CellSeries {
  readonly cell: Cell
  readonly proxy: Series
  readonly engine: Series
  readonly echo: Series
  /** Absent where Java was left out of the group, to save time. */
  readonly java?: Series
  /** Other products, by name. */
  readonly peers: Readonly<Record<string, Series>>
}

/** @param loadOf  the requests of a cell */
export async function measureCells(
  groups: readonly CellGroup[],
  loadOf: (cell: Cell) => Load,
  withJava: (group: CellGroup) => boolean,
  stage: Stage,
  options: Options,
  signal: AbortSignal,
): Promise<CellSeries[]> {
  const timing = unpaused(options)
  const warming = groups.map((group) => {
    const busiest = group.at(-1) ?? group[0]
    return { load: loadOf(busiest), calls: callsOf(busiest), echo: true, peers: true }
  })
  await warmUp(stage, warming, options.warmupMs, signal)

  const found: CellSeries[] = []
  for (const group of groups) {
    const subjects: Record<string, Measure> = {}
    for (const cell of group) {
      const load = loadOf(cell)
      subjects[`proxy ${cell.connections}`] = () => stage.proxy(load, timing)
      subjects[`engine ${cell.connections}`] = () => stage.engine(callsOf(cell), timing)
      subjects[`echo ${cell.connections}`] = () => stage.echo(load, timing)
      for (const [name, peer] of Object.entries(stage.peers)) {
        subjects[`${name} ${cell.connections}`] = () => peer.load(load, timing)
      }
    }
    if (withJava(group)) subjects.java = () => stage.java(group[0].bytes, timing)
    const series = await inRounds(options, subjects, signal)
    for (const cell of group) found.push(pick(cell, series, Object.keys(stage.peers)))
  }
  return found
}

function callsOf({ records, bytes, connections }: Cell) {
  return { recordsPerRequest: records, bytes, callers: connections }
}

function pick(cell: Cell, series: Readonly<Record<string, Measurement[]>>, peers: readonly string[]): CellSeries {
  const of = (subject: string): Series => series[`${subject} ${cell.connections}`] ?? []
  return {
    cell,
    proxy: of('proxy'),
    engine: of('engine'),
    echo: of('echo'),
    ...(series.java && { java: series.java }),
    peers: Object.fromEntries(peers.map((name) => [name, of(name)])),
  }
}

/** All measurements under names, for the JSON. */
export function byName(found: readonly CellSeries[]): Record<string, Series> {
  const named = found.flatMap(({ cell, peers, ...subjects }) =>
    Object.entries({ ...subjects, ...peers }).map(([subject, series]): [string, Series] => [
      `${nameOf(cell)}: ${subject}`,
      series,
    ]),
  )
  return Object.fromEntries(named)
}

/** What was found for a cell. @throws Error  it was not measured */
export function find(found: readonly CellSeries[], wanted: Cell): CellSeries {
  const hit = found.find(({ cell }) => nameOf(cell) === nameOf(wanted))
  if (hit === undefined) throw new Error(`${nameOf(wanted)} was not measured.`)
  return hit
}
