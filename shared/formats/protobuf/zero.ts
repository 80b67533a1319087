import { decimalDouble, decimalFloat } from './floating.ts'
import type { ValueType } from './plan.ts'

/**
 * The default of a field as JSON text.
 *
 * @param declared  what the schema says with `[default = …]`; numbers of 64 bits as protobufjs rounds them, but for the ends of
 *   their ranges
 */
export function zeroOf(type: Exclude<ValueType, { kind: 'message' }>, declared?: unknown): string {
  if (type.kind === 'enum') return typeof declared === 'string' ? JSON.stringify(declared) : type.zero
  const number = typeof declared === 'number' ? declared : 0
  switch (type.name) {
    case 'bool':
      return String(declared === true)
    case 'string':
      return JSON.stringify(typeof declared === 'string' ? declared : '')
    case 'bytes':
      return JSON.stringify(Buffer.from(typeof declared === 'string' ? declared : '', 'latin1').toString('base64'))
    case 'double':
      return decimalDouble(number)
    case 'float':
      return decimalFloat(Math.fround(number))
    case 'int64':
    case 'sint64':
    case 'sfixed64':
      return `"${within(number, -(2n ** 63n), 2n ** 63n - 1n)}"`
    case 'uint64':
    case 'fixed64':
      return `"${within(number, 0n, 2n ** 64n - 1n)}"`
    default:
      return String(number)
  }
}

function within(number: number, min: bigint, max: bigint): bigint {
  const whole = BigInt(Math.trunc(number))
  return whole < min ? min : whole > max ? max : whole
}
