/** Which part of a record a datum is. */
export type Part = 'key' | 'value'

/**
 * Turns one datum of a request into the bytes Kafka stores; `null` is Kafka's null (a tombstone, for a value).
 *
 * @param datum  the JSON value, parsed
 * @param text   the same value as the client spelled it, cut out of the body on demand: numbers beyond 2^53 survive only there
 * @throws BadRequest  the datum does not fit the format or its schema (400)
 */
export type Encode = (datum: unknown, text: () => string) => Buffer | null

/** The schema a request names for one part: text or registry id, at most one of them. */
export interface SchemaReference {
  readonly text?: string
  readonly id?: number
}

/** An encoder that is ready for all records of a request. */
export interface PartEncoder {
  readonly encode: Encode
  /** The registry id the bytes carry, `null` for formats without schemas or when no schema was given. */
  readonly schemaId: number | null
}

/** An embedded format (contract B.3): how keys and values travel inside JSON. */
export interface Format {
  readonly name: 'binary' | 'json' | 'avro'
  /**
   * Prepares encoding for a topic's keys or values; registry calls, if any, happen here and only here.
   *
   * Synchronous when everything needed is in memory, so that the hot path pays for no promise.
   *
   * @param present  whether any record of the request has a non-null datum for this part
   * @param deadline epoch milliseconds
   * @throws KeySchemaMissing, ValueSchemaMissing, InvalidSchema, SchemaRefused, DependencyUnavailable
   */
  encoder(
    part: Part,
    topic: string,
    schema: SchemaReference,
    present: boolean,
    deadline: number,
  ): PartEncoder | Promise<PartEncoder>
}
