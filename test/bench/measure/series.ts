import type { Measurement } from './measurement.ts'
import { median, spread } from './quantile.ts'
import { isDisturbed } from './rounds.ts'

/** The same thing measured once a round. */
export type Series = readonly Measurement[]

type Figure = (measurement: Measurement) => number | undefined

/** The median over the rounds; undefined when a round has no such figure. */
export function typical(series: Series, figure: Figure): number | undefined {
  const values = series.map(figure)
  return values.includes(undefined) ? undefined : median(values as number[])
}

/**
 * The median over the rounds of a figure's ratio to another subject's in the same round: what disturbs one round disturbs
 * both, and mostly drops out.
 *
 * @param ofOther  the other's figure, where it is another one
 */
export function ratio(
  series: Series,
  other: Series | undefined,
  figure: Figure,
  ofOther: Figure = figure,
): number | undefined {
  if (other === undefined) return undefined
  return median(series.map((own, round) => (figure(own) ?? Number.NaN) / (ofOther(other[round] ?? own) ?? Number.NaN)))
}

/** The median over the rounds of what a figure is more than another subject's in the same round. */
export function difference(series: Series, other: Series, figure: Figure): number | undefined {
  return median(series.map((own, round) => (figure(own) ?? Number.NaN) - (figure(other[round] ?? own) ?? Number.NaN)))
}

/** How far the rounds lie apart: the largest over the smallest. */
export function apart(series: Series, figure: Figure): number {
  return spread(series.map((each) => figure(each) ?? Number.NaN))
}

/**
 * What a reader of a table should know before relying on a figure: subjects whose rounds lie suspiciously far apart, and
 * windows in which something else took a good part of the machine. Empty where all is well.
 */
export function remarks(subjects: Readonly<Record<string, Series | undefined>>, figure: Figure): string {
  const all = Object.entries(subjects).map(([name, series]) => [name, series ?? []] as const)
  const uneven = all
    .map(([name, series]) => [name, apart(series, figure)] as const)
    .filter(([, times]) => times > SUSPICIOUS)
    .map(([name, times]) => `${name} ×${times.toFixed(1)}`)
  const disturbed = all.flatMap(([, series]) => series).filter(isDisturbed).length
  return [...uneven, ...(disturbed > 0 ? [`${disturbed} disturbed`] : [])].join(', ')
}

/** Largest over smallest of the rounds. */
const SUSPICIOUS = 1.5
