/** Bytes that are not a datum of the schema; the message says why. */
export class Malformed extends Error {}

export function tooShort(): Malformed {
  return new Malformed('it ends too early')
}
