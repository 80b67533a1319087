import type { Floor } from '../scenario.ts'
import { short } from './format.ts'

/** @param unit  as it is written behind a number, such as ` ms`; a figure that is missing does not meet its limit */
export function atMost(what: string, limit: number, unit: string, found: number | undefined): Floor {
  return {
    promise: `${what}: at most ${limit}${unit}`,
    found: `${found !== undefined && found >= 1_000 ? Math.round(found) : short(found)}${found === undefined ? '' : unit}`,
    met: found !== undefined && found <= limit,
  }
}
