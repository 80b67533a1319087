import { type Position, parsePartitionKey, partitionKey } from '../instance.ts'
import { packRows, unpackRows } from './partition-rows.ts'

/** Positions as bytes: mostly 8 for a partition, 33 when all its offsets are of 63 bits and far apart. */
export function packPositions(positions: ReadonlyMap<string, Position>): Uint8Array {
  const rows = Array.from(positions, ([key, { next, previous, committed }]) => {
    const { topic, partition } = parsePartitionKey(key)
    const uncommitted = committed === undefined ? 0n : awayFromZero(next - committed)
    return { topic, partition, numbers: [next, next - previous, uncommitted] }
  })
  const byTopic = Map.groupBy(rows, ({ topic }) => topic)
  return packRows(3, [...byTopic.values()].flat())
}

export function unpackPositions(bytes: Uint8Array): Map<string, Position> {
  const positions = new Map<string, Position>()
  for (const row of unpackRows(bytes)) {
    const [next = 0n, moved = 0n, uncommitted = 0n] = row.numbers
    const previous = next - moved
    const isCommitted = uncommitted !== 0n
    const position = isCommitted ? { next, previous, committed: next - backToZero(uncommitted) } : { next, previous }
    positions.set(partitionKey(row), position)
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
