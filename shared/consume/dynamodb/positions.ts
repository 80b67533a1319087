import { type Position, parsePartitionKey, partitionKey } from '../instance.ts'
import { packRows, unpackRows } from './partition-rows.ts'

/** Positions as bytes: mostly 8 for a partition, 33 when all its offsets are of 63 bits and far apart. */
export function packPositions(positions: ReadonlyMap<string, Position>): Uint8Array {
  const rows = Array.from(positions, ([key, { next, previous, committed }]) => ({
    ...parsePartitionKey(key),
    numbers: [next, next - previous, committed === undefined ? 0n : awayFromZero(next - committed)],
  }))
  const byTopic = Map.groupBy(rows, ({ topic }) => topic)
  return packRows(3, [...byTopic.values()].flat())
}

export function unpackPositions(bytes: Uint8Array): Map<string, Position> {
  const positions = new Map<string, Position>()
  for (const { numbers, ...where } of unpackRows(bytes)) {
    const [next = 0n, moved = 0n, uncommitted = 0n] = numbers
    const committed = uncommitted === 0n ? {} : { committed: next - backToZero(uncommitted) }
    positions.set(partitionKey(where), { next, previous: next - moved, ...committed })
  }
  return positions
}

// Zero stands for "nothing committed".
function awayFromZero(distance: bigint): bigint {
  return distance >= 0n ? distance + 1n : distance
}

function backToZero(distance: bigint): bigint {
  return distance > 0n ? distance - 1n : distance
}
