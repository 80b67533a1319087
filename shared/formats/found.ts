const maxLength = 40

/** A value of a request in the words of an error message: its type, and the value itself, shortened, when it is a scalar. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') {
    const start = value.length > maxLength ? `${value.slice(0, maxLength)}…` : value
    return `the string ${JSON.stringify(start)}`
  }
  return `the ${typeof value === 'boolean' ? 'boolean' : 'number'} ${value}`
}
