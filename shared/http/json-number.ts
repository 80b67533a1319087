/** Since Node 21 (ECMAScript proposal "JSON.parse source text access"). */
const { rawJSON } = JSON as JSON & { rawJSON(text: string): object }

/** A 64-bit number in a value for `JSON.stringify`, which knows no bigint: digit by digit, where a double would round it. */
export function jsonNumber(value: bigint): object {
  return rawJSON(String(value))
}
