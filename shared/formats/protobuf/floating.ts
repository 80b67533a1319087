/** The shortest text that is nearest to a double and no other, with one decimal at least; as a string what JSON has no number for. */
export function decimalDouble(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  if (Object.is(value, -0)) return '-0.0'
  return withPoint(String(value))
}

/** The same for a float: 0.1, not 0.10000000149011612. */
export function decimalFloat(value: number): string {
  // Integers below 2^24 are floats each: none has fewer digits.
  if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 2 ** 24)) return decimalDouble(value)
  // Six digits belong to one float only: if four places are this one's, they are the shortest.
  const places = Math.round(value * 10_000) / 10_000
  if (Math.abs(value) < 100 && Math.fround(places) === value) return withPoint(String(places))
  // Those next to zero have fewer digits to themselves.
  for (let digits = Math.abs(value) < 2 ** -126 ? 1 : 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return withPoint(String(short))
  }
  return withPoint(String(Number(value.toPrecision(9))))
}

function withPoint(text: string): string {
  return text.includes('.') || text.includes('e') ? text : `${text}.0`
}
