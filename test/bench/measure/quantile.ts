/** The nearest-rank quantile of sorted numbers; NaN of none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] as number
}

/** The middle one, or the mean of the two in the middle; undefined of none. */
export function median(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle]
  return sorted.length === 0 ? undefined : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** How far repeated measurements lie apart: the largest over the smallest; 1 for fewer than two. */
export function spread(numbers: readonly number[]): number {
  return numbers.length < 2 ? 1 : Math.max(...numbers) / Math.min(...numbers)
}
