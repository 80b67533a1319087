import type { ErrorObject } from 'ajv'

const MAX_ERRORS = 20
const MAX_LENGTH = 300

/**
 * What is wrong with a datum, in one line: each place as a JSON pointer, and what was expected there.
 *
 * @param path  what the datum is called: `/value`
 */
export function describeErrors(errors: readonly ErrorObject[], path: string): string {
  const sentences = [...new Set(errors.map((error) => sentence(error, path)))]
  const rest = sentences.length - MAX_ERRORS
  return sentences.slice(0, MAX_ERRORS).join('; ') + (rest > 0 ? `; and ${rest} more` : '')
}

function sentence({ instancePath, message = 'does not fit', params }: ErrorObject, path: string): string {
  const place = `${path}${instancePath}` || '/'
  const name = params.additionalProperty ?? params.unevaluatedProperty
  const text = typeof name === 'string' ? `${message}: ${JSON.stringify(name)}` : message
  return `${shortened(place)}: ${shortened(text)}`
}

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}
