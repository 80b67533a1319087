import type { CpuUse } from './measurement.ts'
import { cpuMsOf, machineCpuMs, peakRssOf, resetPeakRss } from './usage.ts'

/** The processes a window looks at, by pid. */
export interface Watched {
  /** Absent where it is not known, as of a server that runs elsewhere. */
  readonly subject?: number
  /** Absent when the subject makes its own load. */
  readonly load?: number
  readonly broker: number
}

/** What the processes used between the window's opening and its closing. */
export interface WindowUse {
  readonly durationMs: number
  readonly cpu: CpuUse
  readonly peakRssBytes?: number
}

/** Opens a window on processes; the function it returns closes it. */
export function openWindow(watched: Watched): () => WindowUse {
  const { subject } = watched
  if (subject !== undefined) resetPeakRss(subject)
  const before = snapshot(watched)
  return () => {
    const after = snapshot(watched)
    const peakRssBytes = subject === undefined ? undefined : peakRssOf(subject)
    return {
      durationMs: after.at - before.at,
      cpu: difference(before, after),
      ...(peakRssBytes !== undefined && { peakRssBytes }),
    }
  }
}

interface Snapshot {
  readonly at: number
  readonly subject: number | undefined
  readonly load: number | undefined
  readonly broker: number | undefined
  readonly machine: number | undefined
}

function snapshot({ subject, load, broker }: Watched): Snapshot {
  const machine = machineCpuMs()
  return {
    at: performance.now(),
    subject: subject === undefined ? undefined : cpuMsOf(subject),
    load: load === undefined ? undefined : cpuMsOf(load),
    broker: cpuMsOf(broker),
    machine: machine && machine.busyMs + machine.stolenMs,
  }
}

function difference(before: Snapshot, after: Snapshot): CpuUse {
  const spent = (part: 'subject' | 'load' | 'broker' | 'machine') => {
    const [from, to] = [before[part], after[part]]
    return from === undefined || to === undefined ? undefined : to - from
  }
  const [subjectMs, loadMs, brokerMs, machineMs] = [spent('subject'), spent('load'), spent('broker'), spent('machine')]
  return {
    ...(subjectMs !== undefined && { subjectMs }),
    ...(loadMs !== undefined && { loadMs }),
    ...(brokerMs !== undefined && { brokerMs }),
    ...(machineMs !== undefined && {
      othersMs: Math.max(0, machineMs - (subjectMs ?? 0) - (loadMs ?? 0) - (brokerMs ?? 0)),
    }),
  }
}
