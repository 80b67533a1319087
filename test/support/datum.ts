import { JsonText } from '../../shared/formats/json-text.ts'

/** A key or value as a request would hold it. */
export function datum(value: unknown): JsonText | null {
  return value === null || value === undefined ? null : JsonText.of(JSON.stringify(value))
}
