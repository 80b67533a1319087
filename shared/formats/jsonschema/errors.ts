import type { FoundError } from './effort.ts'

const MAX_ERRORS = 20
const MAX_LENGTH = 300

/**
 * What is wrong with a datum, in one line: each place as a JSON pointer, and what was expected there.
 *
 * @param path      what the datum is called: `/value`
 * @param areAll    whether there are no others
 */
export function describeErrors(errors: readonly FoundError[], path: string, areAll = true): string {
  const sentences = [...new Set(errors.map((error) => sentence(error, path)))]
  const rest = sentences.length - MAX_ERRORS
  return sentences.slice(0, MAX_ERRORS).join('; ') + (rest > 0 ? `; and ${areAll ? '' : 'at least '}${rest} more` : '')
}

function sentence({ instancePath, message = 'does not fit', params }: FoundError, path: string): string {
  const place = `${path}${instancePath}` || '/'
  const name = params.additionalProperty ?? params.unevaluatedProperty
  const text = typeof name === 'string' ? `${message}: ${JSON.stringify(name)}` : message
  return `${shortened(place)}: ${shortened(text)}`
}

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}
