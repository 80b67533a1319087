/** A number to three significant digits, with k or M where it is large; a dash for none. */
export function short(number: number | undefined): string {
  if (number === undefined || Number.isNaN(number)) return '–'
  if (number >= 999_500) return `${digits(number / 1e6)} M`
  if (number >= 999.5) return `${digits(number / 1e3)} k`
  return digits(number)
}

export function percent(ratio: number | undefined): string {
  return ratio === undefined || Number.isNaN(ratio) ? '–' : `${Math.round(ratio * 100)} %`
}

/** How many times something is of something else, such as the largest round of the smallest. */
export function times(ratio: number | undefined): string {
  return ratio === undefined || Number.isNaN(ratio) ? '–' : `×${digits(ratio)}`
}

function digits(number: number): string {
  if (number >= 99.95) return String(Math.round(number))
  return number.toFixed(number >= 9.995 ? 1 : 2)
}
