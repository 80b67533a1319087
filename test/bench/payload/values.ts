import { randomBytes } from 'node:crypto'

/**
 * A JSON object whose text has exactly so many bytes, in the manner of telemetry: a time, a name, and numbers.
 *
 * @param bytes  60 or more
 */
export function jsonValue(index: number, bytes: number): object {
  const value: Record<string, number | string> = { timestamp: 1_767_225_600_000_000 + index, sensor: '' }
  const length = () => JSON.stringify(value).length
  for (let field = 0; length() + 24 <= bytes; field++) value[`m${field}`] = 20.5 + ((index * 7 + field * 13) % 64) / 64
  // What is left over goes into the name, so that the size is exact.
  value.sensor = `s${index}`.padEnd(bytes - length(), 'x').slice(0, bytes - length())
  return value
}

/** Random bytes as base64: random ones are the hardest to get anything out of for free. */
export function binaryValue(bytes: number): string {
  return randomBytes(bytes).toString('base64')
}

/** The records of a produce request without keys. */
export function recordsOf(count: number, value: (index: number) => unknown): { value: unknown }[] {
  return Array.from({ length: count }, (_, index) => ({ value: value(index) }))
}
