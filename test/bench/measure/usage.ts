import { readFileSync, writeFileSync } from 'node:fs'

/** Length of a tick in /proc, the same on every Linux that Node runs on (USER_HZ). */
const TICK_MS = 10

/**
 * CPU time a process has used so far in all its threads, milliseconds; undefined where there is no /proc, and for a process
 * that is gone.
 */
export function cpuMsOf(pid: number): number | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The second field is the program's name in brackets and may hold blanks itself: count from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** What all processors together have been busy with so far, milliseconds; `stolen` is what the hypervisor gave to others. */
export function machineCpuMs(): { busyMs: number; stolenMs: number } | undefined {
  const line = readProc('/proc/stat')?.split('\n', 1)[0]
  if (line === undefined) return undefined
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = line.split(/\s+/).slice(1).map(Number)
  return { busyMs: (user + nice + system + irq + softirq) * TICK_MS, stolenMs: stolen * TICK_MS }
}

/** Forgets a process's highest memory so far, so that {@link peakRssOf} tells that of the time since. */
export function resetPeakRss(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Where it can't be reset the peak is that of the process's whole life: too high rather than too low.
  }
}

/** Highest resident memory of a process, bytes. */
export function peakRssOf(pid: number): number | undefined {
  return statusBytes(pid, /^VmHWM:\s+(\d+) kB/m)
}

/** Resident memory of a process at this moment, bytes. */
export function rssOf(pid: number): number | undefined {
  return statusBytes(pid, /^VmRSS:\s+(\d+) kB/m)
}

function statusBytes(pid: number, line: RegExp): number | undefined {
  const kib = line.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]
  return kib === undefined ? undefined : Number(kib) * 1024
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
