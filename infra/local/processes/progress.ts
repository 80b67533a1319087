/** What anything that takes long is given: where to say what it does, and when to stop. */
export interface Progress {
  /** Told one line, without a line end, when something slow begins or ends. */
  say: (line: string) => void
  /** Ends waiting and downloading; what was begun is undone before the error is thrown. */
  signal?: AbortSignal
}

/** For callers who want neither. */
export const silent: Progress = { say: () => {} }
