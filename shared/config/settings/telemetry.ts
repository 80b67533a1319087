import { boolean, text } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

/** Metrics and traces (docs/operations.md). */
export const TELEMETRY_SETTINGS = {
  emfMetrics: setting(
    'metrics.emf.enable',
    boolean,
    'true',
    'Whether metrics go to the log in CloudWatch’s embedded metric format, on Lambda.',
  ),
  emfNamespace: setting(
    'metrics.emf.namespace',
    text,
    'kafka-rest-edge',
    'CloudWatch’s namespace for them; another one for each deployment keeps them apart.',
  ),
  traceHeaders: setting(
    'produce.trace.headers',
    boolean,
    'false',
    'Whether records get the trace that their request names (`traceparent`, `X-Amzn-Trace-Id`) as header `traceparent`, unless they have one.',
  ),
} as const satisfies Record<string, Setting<unknown>>
