/** Whether a number is a whole multiple of another one as they are written: 19.99 is one of 0.01, which floating point denies. */
export function isMultipleOf(value: number, divisor: number): boolean {
  // Beyond what a double holds: what was written is not known any more.
  if (!Number.isFinite(value) || !Number.isFinite(divisor)) return false
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0
  const a = decimal(value)
  const b = decimal(divisor)
  const exponent = Math.min(a.exponent, b.exponent)
  const scale = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent)
  return scale(a) % scale(b) === 0n
}

/** `digits` × 10 to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

function decimal(value: number): Decimal {
  const [mantissa = '', power = '0'] = String(value).split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}
