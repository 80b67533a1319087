import { createHash } from 'node:crypto'
import { DependencyUnavailable } from '../http/errors/failures.ts'

/** A text to answer with, and the tag that stands for it (RFC 9110, section 8.8.3). */
export interface Document {
  readonly text: string
  readonly etag: string
}

/** A value as JSON. */
export function documentOf(value: unknown): Document {
  return tagged(JSON.stringify(value))
}

/** The text of a schema as a registry describes it. @throws DependencyUnavailable  there is none */
export function schemaTextOf(described: unknown): Document {
  const { schema } = described as { readonly schema?: unknown }
  if (typeof schema !== 'string') throw garbage('a schema')
  return tagged(schema)
}

/** @throws DependencyUnavailable  the registry's answer is no list */
export function listOf(answer: unknown): readonly unknown[] {
  if (!Array.isArray(answer)) throw garbage('a list')
  return answer
}

/** Whether an entry of a list says of which subject it is. */
export function isPlace(entry: unknown): entry is { readonly subject: string } {
  return typeof entry === 'object' && entry !== null && 'subject' in entry && typeof entry.subject === 'string'
}

/** The tag is weak: compressed or not, and under each of its media types, the text says the same. */
function tagged(text: string): Document {
  return { text, etag: `W/"${createHash('sha256').update(text).digest('base64url')}"` }
}

function garbage(wanted: string): DependencyUnavailable {
  return new DependencyUnavailable('schema registry', { cause: new Error(`the answer is not ${wanted}`) })
}
