/** One test that ran. */
export interface TestResult {
  /** Its name after those of the suites and tests around it. */
  name: string
  outcome: 'passed' | 'failed' | 'skipped'
  durationMs: number
  /** Why it failed, for the reader. */
  error?: string
}

/** One test file that was run. */
export interface FileResult {
  file: string
  durationMs: number
  tests: TestResult[]
  /** What it wrote to standard output and standard error. */
  output: string
}

/** All test files that were run, each once. */
export interface RunResults {
  results: FileResult[]
  /** Of files that failed beside others and passed when they were run again alone: how they failed. */
  unsteady: FileResult[]
}
