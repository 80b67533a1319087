/** What a schema is written in, as registries name it; a registry that names none means Avro. */
export type SchemaType = 'AVRO' | 'JSON' | 'PROTOBUF'

/** A schema as a registry keeps it. */
export interface RegistrySchema {
  readonly type: SchemaType
  readonly text: string
  /** Schemas of other subjects that the text names. */
  readonly references: readonly SchemaReferenceName[]
}

export interface SchemaReferenceName {
  /** What the text calls it. */
  readonly name: string
  readonly subject: string
  readonly version: number
}

/** A schema's place in a subject. */
export interface RegisteredSchema {
  readonly id: number
  readonly version: number
}

/** A schema with its place in a subject. */
export interface SubjectSchema extends RegisteredSchema, RegistrySchema {}

/**
 * A schema registry with Confluent's HTTP interface.
 *
 * What has been answered once is answered from memory. `deadline` is in epoch milliseconds. All methods throw
 *
 * - SchemaRefused (422/42207) when the registry's answer is no; it is remembered for some seconds,
 * - Forbidden (403/40301) when the registry does not let this proxy in,
 * - DependencyUnavailable (503) when it gave no usable answer in time; never remembered.
 */
export interface Registry {
  /** The schema with an id, in whatever subject. */
  schema(id: number, deadline: number): Promise<RegistrySchema>
  /** The same, when it is in memory. @throws SchemaRefused  that it is not there is in memory */
  knownSchema(id: number): RegistrySchema | undefined
  /** The version an id has under a subject, the latest if it has several; ids cannot be borrowed from other subjects (contract B.3). */
  version(id: number, subject: string, deadline: number): Promise<number>
  /**
   * A version of a subject; the latest is asked for again after some seconds. Synchronous when it is in memory: records that
   * name no schema ask for it one by one.
   */
  underSubject(subject: string, version: number | 'latest', deadline: number): SubjectSchema | Promise<SubjectSchema>
  /** Finds a schema under a subject, or registers it there, which the subject's compatibility rule may refuse. */
  register(schema: RegistrySchema, subject: string, deadline: number): Promise<RegisteredSchema>
}
