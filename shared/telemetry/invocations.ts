import type { Settings } from '../config/load.ts'
import { createEmfMetrics } from './emf.ts'
import { createLateLog, type Log } from './log.ts'
import { type Metrics, noMetrics } from './metrics.ts'
import { createRequestScope, type RequestScope } from './request-scope.ts'
import { traceOf } from './trace.ts'
import { writeLine } from './write-line.ts'

/** What a Lambda event says of the request's headers: once or several times each. */
export interface WithHeaders {
  readonly headers?: Readonly<Record<string, string | undefined>> | null
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null
}

/** Logs and metrics of a process that Lambda invokes. */
export interface Invocations {
  readonly log: Log
  readonly metrics: Metrics
  readonly traceparent: RequestScope['traceparent']
  /** Does an invocation's work: its log lines say which one it is, and its metrics are out before it ends. */
  run<Result>(event: object, lambdaContext: InvocationContext | undefined, work: () => Promise<Result>): Promise<Result>
}

/** What Lambda's context says; those who try a handler by hand leave it out. */
export interface InvocationContext {
  readonly awsRequestId?: string
  readonly functionName?: string
}

/** @param write  takes a line of metrics without its end */
export function createInvocations(
  { logLevel, emfMetrics, emfNamespace }: Settings,
  write: (line: string) => void = writeLine,
): Invocations {
  const scope = createRequestScope()
  let functionName = 'unknown'
  const emf = emfMetrics
    ? createEmfMetrics({ namespace: emfNamespace, functionName: () => functionName, properties: scope.fields, write })
    : undefined
  let coldStart = true

  return {
    log: createLateLog(logLevel, scope.fields),
    metrics: emf ?? noMetrics,
    traceparent: scope.traceparent,
    run(event, lambdaContext, work) {
      const { awsRequestId, functionName: name } = lambdaContext ?? {}
      if (name) functionName = name
      const fields = {
        ...(awsRequestId !== undefined && { functionRequestId: awsRequestId }),
        coldStart,
        ...traceOf((header) => headerOf(event, header)),
      }
      coldStart = false
      return scope.run(fields, async () => {
        try {
          return await work()
        } finally {
          emf?.flush()
        }
      })
    },
  }
}

/** Events of REST APIs and load balancers leave headers in the case that they came in. */
function headerOf(event: WithHeaders, name: string): string | undefined {
  const asAsked = event.headers?.[name]
  if (asAsked !== undefined) return asAsked
  for (const [given, value] of Object.entries(event.headers ?? {})) if (given.toLowerCase() === name) return value
  for (const [given, values] of Object.entries(event.multiValueHeaders ?? {})) {
    if (given.toLowerCase() === name) return values?.[0]
  }
  return undefined
}
