/** What the OpenAPI document says of an operation besides what its row in the route table says. */
export interface Operation {
  /** Schema of the request's body. */
  readonly request?: object
  /** The request may come without a body. */
  readonly mayBeEmpty?: boolean
  /** Schema of the successful answer; none where it has no body. */
  readonly answer?: object
  /** Headers of the successful answer. */
  readonly headers?: Readonly<Record<string, object>>
  /** Answers that are neither the usual success nor an error's body, by status; without a schema they have no body. */
  readonly others?: Readonly<Record<number, readonly [description: string, schema?: object]>>
  /** What it takes in the query and in headers. */
  readonly parameters?: readonly object[]
}

/** Operations by name. */
export type Operations = Readonly<Record<string, Operation>>
