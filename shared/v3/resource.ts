import type { Call } from '../http/call.ts'

/** Begins every v3 resource: kind, self link and name (contract C.1). */
export function resource(call: Call, kind: string, path: string, resourceName: string): object {
  return { kind, metadata: { self: call.link(path), resource_name: `crn:///${resourceName}` } }
}

/** A v3 collection; nothing is paged, so `next` is always null (contract C.1). */
export function collection(call: Call, kind: string, path: string, data: readonly object[]): object {
  return { kind, metadata: { self: call.link(path), next: null }, data }
}

/** The same as text, of rows that are text already: where they are many, they are not held beside their text. */
export function collectionText(call: Call, kind: string, path: string, rows: string): string {
  const empty = JSON.stringify(collection(call, kind, path, []))
  return `${empty.slice(0, -EMPTY_END.length)}[${rows}]}`
}

/** Rows of a collection as text, one made after the other. */
export function rowsText(rows: Iterable<object>): string {
  let text = ''
  for (const row of rows) text += text === '' ? JSON.stringify(row) : `,${JSON.stringify(row)}`
  return text
}

/** A link field. */
export function related(call: Call, path: string): { related: string } {
  return { related: call.link(path) }
}

const EMPTY_END = '[]}'
