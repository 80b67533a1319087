/** What the tests use of the parser that the packager brings along; it has no types of its own. */
declare module 'js-yaml' {
  export class Type {
    constructor(
      tag: string,
      options: { kind: 'scalar' | 'sequence' | 'mapping'; construct: (data: unknown) => unknown },
    )
  }
  export interface Schema {
    extend(types: readonly Type[]): Schema
  }
  export const DEFAULT_SCHEMA: Schema
  export function load(text: string, options?: { schema?: Schema }): unknown
  export function loadAll(text: string): unknown[]
}
