import type { FormatName } from './format-name.ts'
import type { JsonText } from './json-text.ts'

/** Which part of a record a datum is. */
export type Part = 'key' | 'value'

/**
 * Turns one datum of a request into the bytes Kafka stores; `null` is Kafka's null (a tombstone, for a value).
 *
 * @param datum  null for JSON's null and for one that is absent
 * @throws BadRequest  the datum does not fit the format or its schema (400)
 */
export type Encode = (datum: JsonText | null) => Buffer | null

/** The schema a request names for one part: text or registry id, at most one of them. */
export interface SchemaReference {
  readonly text?: string
  readonly id?: number
  /** Where it is, or will be, registered; without it and a strategy, under the topic's subject for the part. */
  readonly subject?: string
  readonly strategy?: SubjectStrategy
}

/** How a subject is made from the schema's own name, alone or behind the topic's (Confluent's subject name strategies). */
export type SubjectStrategy = 'RECORD_NAME' | 'TOPIC_RECORD_NAME'

/** An encoder that is ready for all records of a request. */
export interface PartEncoder {
  readonly encode: Encode
  /** The registry id the bytes carry, `null` for formats without schemas or when no schema was given. */
  readonly schemaId: number | null
  /** Where that schema is registered. */
  readonly registered?: { readonly subject: string; readonly version: number }
}

/** An embedded format (contract B.3): how keys and values travel inside JSON. */
export interface Format {
  readonly name: FormatName
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
