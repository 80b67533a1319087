/** The trace that a request is part of, by the names its log lines have. */
export interface Trace {
  /** 32 hexadecimal digits, as W3C and OpenTelemetry write it. */
  readonly traceId: string
  /** The caller's own part of it, 16 hexadecimal digits. */
  readonly spanId?: string
  /** Whether the caller records it. */
  readonly sampled?: boolean
  /** As X-Ray writes it, where it was said so. */
  readonly xrayTraceId?: string
}

/** W3C Trace Context, section 3.2: version, trace id, parent id, flags; later versions may say more behind them. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/
const XRAY_ROOT = /(?:^|;)\s*Root=(1-([0-9a-f]{8})-([0-9a-f]{24}))\s*(?:;|$)/
const XRAY_PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})\s*(?:;|$)/
const XRAY_SAMPLED = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/

/** Longer than what any tracer writes: who sends more wants something else. */
const MAX_LENGTH = 512

/**
 * The trace that a request says it is part of: `traceparent`, else `X-Amzn-Trace-Id`, as AWS's gateways and load balancers add
 * it. Where they name different traces the line has both ids.
 *
 * @param header  a request's header by its name in lower case
 */
export function traceOf(header: (name: string) => string | undefined): Trace | undefined {
  const parent = header('traceparent')
  const amazon = header('x-amzn-trace-id')
  if (parent === undefined && amazon === undefined) return undefined
  const w3c = matchOf(TRACEPARENT, parent)
  const root = matchOf(XRAY_ROOT, amazon)
  const xray = root && { xrayTraceId: root[1] as string }
  if (w3c) {
    const sampled = (Number.parseInt(w3c[3] as string, 16) & 1) === 1
    return { traceId: w3c[1] as string, spanId: w3c[2] as string, sampled, ...xray }
  }
  if (!root) return undefined
  const spanId = matchOf(XRAY_PARENT, amazon)?.[1]
  const sampled = matchOf(XRAY_SAMPLED, amazon)?.[1]
  return {
    traceId: `${root[2]}${root[3]}`,
    ...(spanId !== undefined && { spanId }),
    ...(sampled !== undefined && { sampled: sampled === '1' }),
    ...xray,
  }
}

/** A trace as W3C's header says it; undefined when it is not known which part of it the caller is. */
export function traceparentOf({ traceId, spanId, sampled = false }: Partial<Trace>): string | undefined {
  return traceId && spanId ? `00-${traceId}-${spanId}-${sampled ? '01' : '00'}` : undefined
}

function matchOf(pattern: RegExp, value: string | undefined): RegExpExecArray | undefined {
  if (value === undefined || value.length > MAX_LENGTH) return undefined
  return pattern.exec(value) ?? undefined
}
