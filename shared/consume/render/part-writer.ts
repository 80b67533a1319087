import type { Output } from './output.ts'

/** The bytes of a record cannot be shown in the format asked for; the message says why. */
export class Undecodable extends Error {}

/** A schema is needed that is not in memory yet; once `load` is done the record can be rendered. */
export class SchemaNeeded {
  /** @param deadline  epoch milliseconds */
  readonly load: (deadline: number) => Promise<void>

  constructor(load: (deadline: number) => Promise<void>) {
    this.load = load
  }
}

/**
 * Writes a record's key or value, which is never null here, as a JSON value in UTF-8.
 *
 * @returns the bytes that count for `max_bytes`: the record's own, or those of the text for formats with schemas (contract B.10)
 * @throws Undecodable, SchemaNeeded
 */
export type PartWriter = (output: Output, bytes: Buffer, start: number, end: number) => number
