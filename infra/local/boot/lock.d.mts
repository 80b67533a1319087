export interface LockOptions {
  /** Called once if another process holds the lock. */
  waiting?: () => void
  /** Ends the waiting with an AbortError. */
  signal?: AbortSignal | undefined
}

/**
 * Does the work while holding a lock file, so that it is done by one process at a time. Waits as long as the holder lives;
 * a lock whose holder is gone is taken over.
 */
export function locked<T>(path: string, work: () => Promise<T>, options?: LockOptions): Promise<T>
