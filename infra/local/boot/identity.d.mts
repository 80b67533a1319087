/** A process that can be told from a later one with the same pid. */
export interface ProcessIdentity {
  pid: number
  /** What {@link startTime} said when the process was recorded; nothing if it had already ended. */
  started: string | undefined
}

/**
 * When a process began, as the operating system words it (clock ticks since boot on Linux, a date elsewhere): only good
 * for comparing. Nothing if there is no such process or only its exit status is left.
 */
export function startTime(pid: number, platform?: NodeJS.Platform): string | undefined

/** Whether the recorded process still runs: same pid, same start time. */
export function isAlive(identity: ProcessIdentity): boolean
