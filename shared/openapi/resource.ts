import { array, link, nullable, object, ref, string } from './shape.ts'

/** A link field of version 3. */
export const related = object({ related: link })
export const nullableRelated = { anyOf: [related, { type: 'null' }] }

/** A resource of version 3: kind and metadata, then its own members (contract C.1). */
export function resource(kind: string, properties: Record<string, object>): object {
  return object({ kind: { const: kind }, metadata: object({ self: link, resource_name: string }), ...properties })
}

/** A collection of version 3, of a schema's items. */
export function collection(kind: string, item: string): object {
  const metadata = object({ self: link, next: nullable('string') })
  return object({ kind: { const: kind }, metadata, data: array(ref(item)) })
}
