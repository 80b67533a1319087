export interface CommandOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Opens a channel to the child whose end tells it that this process died without saying so. Default: none. */
  lifeline?: boolean
  /** The child's standard output; its error output is always this process's. Default: `inherit`. */
  output?: 'inherit' | 'ignore'
}

/**
 * Runs a child to its end, with this process's standard streams. SIGINT, SIGTERM and SIGHUP reach the child instead of
 * ending this process; so does SIGTERM when this is an npm script and npm is gone.
 *
 * @returns the child's exit code, or 128 plus the number of the signal that ended it
 */
export function runCommand(command: string, args: readonly string[], options?: CommandOptions): Promise<number>
