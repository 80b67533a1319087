import { Malformed } from '../malformed.ts'
import { expected } from '../mismatch.ts'

type Field = (number: number) => string | undefined

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/
/** The years 1 to 9999. */
const MIN_SECONDS = -62_135_596_800
const MAX_SECONDS = 253_402_300_799
const SPAN = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/
/** About 10,000 years. */
const MAX_SPAN = 315_576_000_000

/** A `google.protobuf.Timestamp` of an instant of RFC 3339. @throws Mismatch */
export function timestampMembers(datum: unknown): { readonly seconds: number; readonly nanos: number } {
  const [, time = '', fraction = '', sign, hours = '0', minutes = '0'] =
    (typeof datum === 'string' && INSTANT.exec(datum)) || []
  const epochMs = Date.parse(`${time}Z`)
  // Days that are not in the calendar would be counted on from.
  const exists = !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(time)
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60)
  const seconds = epochMs / 1000 - offset
  if (!exists || Number(minutes) > 59 || Number(hours) > 23 || seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    throw expected('an instant like "2026-02-01T10:00:00.5Z"', datum)
  }
  return { seconds, nanos: nanosOf(fraction) }
}

/** @throws Malformed */
export function timestampText(field: Field): string {
  const { seconds, nanos } = partsOf(field)
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0)
    throw new Malformed('it has a timestamp out of range')
  return `"${new Date(seconds * 1000).toISOString().slice(0, 19)}${fractionOf(nanos)}Z"`
}

/** A `google.protobuf.Duration` of seconds with an `s` behind. @throws Mismatch */
export function durationMembers(datum: unknown): { readonly seconds: number; readonly nanos: number } {
  const [, sign, whole, fraction = ''] = (typeof datum === 'string' && SPAN.exec(datum)) || []
  const seconds = Number(whole)
  if (!(seconds <= MAX_SPAN)) throw expected('a duration like "1.5s"', datum)
  const factor = sign === '-' ? -1 : 1
  return { seconds: factor * seconds || 0, nanos: factor * nanosOf(fraction) || 0 }
}

/** @throws Malformed */
export function durationText(field: Field): string {
  const { seconds, nanos } = partsOf(field)
  if (Math.abs(seconds) > MAX_SPAN || seconds * nanos < 0) throw new Malformed('it has a duration out of range')
  const sign = seconds < 0 || nanos < 0 ? '-' : ''
  return `"${sign}${Math.abs(seconds)}${fractionOf(Math.abs(nanos))}s"`
}

/** Their numbers are 1 and 2 in both. */
function partsOf(field: Field): { readonly seconds: number; readonly nanos: number } {
  const seconds = Number(JSON.parse(field(1) as string))
  const nanos = Number(field(2))
  if (Math.abs(nanos) > 999_999_999) throw new Malformed('it has nanoseconds out of range')
  return { seconds, nanos }
}

function nanosOf(fraction: string): number {
  return Number(fraction.padEnd(9, '0'))
}

/** In 0, 3, 6 or 9 digits. */
function fractionOf(nanos: number): string {
  if (nanos === 0) return ''
  const digits = String(nanos).padStart(9, '0')
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`
}
