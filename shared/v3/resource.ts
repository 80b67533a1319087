import type { Call } from '../http/call.ts'

/** Begins every v3 resource: kind, self link and name (contract C.1). */
export function resource(call: Call, kind: string, path: string, resourceName: string): object {
  return { kind, metadata: { self: call.link(path), resource_name: `crn:///${resourceName}` } }
}

/** A v3 collection; nothing is paged, so `next` is always null (contract C.1). */
export function collection(call: Call, kind: string, path: string, data: readonly object[]): object {
  return { kind, metadata: { self: call.link(path), next: null }, data }
}

/** A link field. */
export function related(call: Call, path: string): { related: string } {
  return { related: call.link(path) }
}
