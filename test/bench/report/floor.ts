import type { Floor } from '../scenario.ts'
import { percent } from './format.ts'

/** @param ratio  as it was found; a figure that is missing does not meet its floor */
export function atLeast(what: string, floor: number, ratio: number | undefined): Floor {
  return {
    promise: `${what}: ${percent(floor)} or more`,
    found: percent(ratio),
    met: ratio !== undefined && ratio >= floor,
  }
}
