import type { Output } from './output.ts'

/** The bytes of a record cannot be shown in the format asked for; the message says why. */
export class Undecodable extends Error {}

/** A schema is needed that is not in memory yet; once `load` is done the record can be rendered. */
export class SchemaNeeded {
  readonly load: (deadline: number) => Promise<void>

  constructor(load: (deadline: number) => Promise<void>) {
    this.load = load
  }
}

/**
 * Writes a record's key or value, which is never null here, as a JSON value.
 *
 * @throws Undecodable, SchemaNeeded
 */
export type PartWriter = (output: Output, bytes: Buffer, start: number, end: number) => void
