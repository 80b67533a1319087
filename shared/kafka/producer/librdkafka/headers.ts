import type { RecordHeader } from '../../../produce/producer.ts'
import type { NativeHeader } from './native.ts'

/** The addon takes bytes that are nowhere for null … */
const NULL = Buffer.alloc(0)
/** … and none that are somewhere for none. */
const EMPTY = Buffer.from([0]).subarray(1)

/** Headers as the addon takes them: an object of one name each, for of several names in one only the first is sent. */
export function nativeHeaders(headers: readonly RecordHeader[]): NativeHeader[] {
  return headers.map(({ name, value }) => ({ [name]: value === null ? NULL : value.length === 0 ? EMPTY : value }))
}
