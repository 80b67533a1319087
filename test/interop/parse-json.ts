/** The value of a JSON text with whole numbers as bigint: as exact as Python's own. */
export function parseJson(text: string): unknown {
  const parse = JSON.parse as (text: string, revive: Reviver) => unknown
  return parse(text, (_name, value, { source }) => {
    return typeof value === 'number' && /^-?\d+$/.test(source) ? BigInt(source) : value
  })
}

type Reviver = (name: string, value: unknown, context: { source: string }) => unknown
