/** What a window of time showed of one subject. */
export interface Measurement {
  /** Requests answered, or `produce` calls settled, within the window. */
  readonly requests: number
  /** Records in them. */
  readonly records: number
  readonly durationMs: number
  /** From a request's first byte sent to its answer's last byte read. Absent where nobody waits for single requests. */
  readonly p50Ms?: number
  readonly p99Ms?: number
  readonly cpu: CpuUse
  /** Of the subject. Absent where the system does not tell. */
  readonly peakRssBytes?: number
  /** All of its run, with what came before the window, as its own report has it; of those that make one. */
  readonly sinceStart?: { readonly records: number; readonly durationMs: number }
}

/** Processor time spent in the window, milliseconds; a member is absent where the system does not tell. */
export interface CpuUse {
  /** The process that is measured, all threads. */
  readonly subjectMs?: number
  /** The load generator; nothing where the subject makes its own load. */
  readonly loadMs?: number
  readonly brokerMs?: number
  /** Everything else on the machine, and what the hypervisor took. */
  readonly othersMs?: number
}

export function requestsPerSecond({ requests, durationMs }: Measurement): number {
  return (requests * 1000) / durationMs
}

export function recordsPerSecond({ records, durationMs }: Measurement): number {
  return (records * 1000) / durationMs
}

/** As {@link recordsPerSecond}, of the whole run. */
export function recordsPerSecondSinceStart({ sinceStart }: Measurement): number | undefined {
  return sinceStart && (sinceStart.records * 1000) / sinceStart.durationMs
}

/** CPU time of the subject per record, microseconds. */
export function cpuMicrosPerRecord({ cpu, records }: Measurement): number | undefined {
  return cpu.subjectMs === undefined || records === 0 ? undefined : (cpu.subjectMs * 1000) / records
}

/** How many processors' worth of time a part of the measurement took. */
export function cores(ms: number | undefined, { durationMs }: Measurement): number | undefined {
  return ms === undefined ? undefined : ms / durationMs
}
