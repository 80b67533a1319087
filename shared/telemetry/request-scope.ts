import { AsyncLocalStorage } from 'node:async_hooks'
import { type Trace, traceparentOf } from './trace.ts'

/** What each line says that is written while a request is served. */
export interface RequestFields extends Partial<Trace> {
  /** Lambda's own id of the invocation. */
  readonly functionRequestId?: string
  /** Whether the invocation is the first of its execution environment. */
  readonly coldStart?: boolean
}

/** Ties what is logged to the request it is logged for, through all that the request waits for. */
export interface RequestScope {
  run<Result>(fields: RequestFields, work: () => Result): Result
  /** Those of the request that is being served, none outside of one. */
  fields(): RequestFields
  /** Its trace, as W3C's header says it. */
  traceparent(): string | undefined
}

/** Makes the scope of a process. Several requests may be under way in it at once. */
export function createRequestScope(): RequestScope {
  const current = new AsyncLocalStorage<RequestFields>()
  return {
    run: (fields, work) => current.run(fields, work),
    fields: () => current.getStore() ?? NO_FIELDS,
    traceparent: () => traceparentOf(current.getStore() ?? NO_FIELDS),
  }
}

const NO_FIELDS: RequestFields = {}
