import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../config/config.ts'
import type { Producer } from '../produce/producer.ts'
import { createEmfMetrics, type EmfMetrics } from './emf.ts'
import { createLog, type Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { createPrometheusMetrics } from './prometheus.ts'
import { createRequestScope, type RequestScope } from './request-scope.ts'
import { traceOf } from './trace.ts'
import { writeLine } from './write-line.ts'

/** How often a Web Function's metrics go out; CloudWatch counts by the minute. */
const FLUSH_MS = 60_000

/** AWS does not say under which name it runs; another namespace tells two of them apart. */
const functionName = () => 'web-function'

/** Logs and metrics of the node server. */
export interface Serving {
  readonly log: Log
  /** For a process that a Prometheus server asks; of a Web Function, whose environments nobody can ask one by one, in the log. */
  createMetrics(pending: () => Producer['pending']): Metrics
  readonly traceparent: RequestScope['traceparent']
  /** Serves a request; its log lines say which trace it is part of, when it says so itself. */
  run<Result>(incoming: { readonly headers: IncomingHttpHeaders }, work: () => Result): Result
  /** Lets the last metrics out. */
  end(): void
}

export function createServing({ settings, webFunction }: Config): Serving {
  const scope = createRequestScope()
  let emf: EmfMetrics | undefined
  let flushing: NodeJS.Timeout | undefined

  return {
    log: createLog(settings.logLevel, scope.fields),
    createMetrics(pending) {
      if (!webFunction || !settings.emfMetrics) return createPrometheusMetrics(pending)
      emf = createEmfMetrics({ namespace: settings.emfNamespace, functionName, pending, write: writeLine })
      flushing = setInterval(emf.flush, FLUSH_MS).unref()
      return emf
    },
    traceparent: scope.traceparent,
    run({ headers }, work) {
      const trace = traceOf((name) => headers[name] as string | undefined)
      return trace === undefined ? work() : scope.run(trace, work)
    },
    end() {
      clearInterval(flushing)
      emf?.flush()
    },
  }
}
