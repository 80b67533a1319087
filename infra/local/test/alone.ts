import type { FileResult, RunResults } from './result.ts'

/** More than these are no matter of chance. */
const MOST = 5

/** Files in which a failure may mean that a record was lost or doubled: once is once too often, beside whomever. */
const FINAL = /^test\/faults\//

/**
 * Runs the files that failed beside others once more, each alone: what goes by real clocks can fail where a processor is
 * not to be had for a second, and it passes with the machine to itself; what is broken fails again.
 *
 * @returns of a file that was run twice its second result
 */
export async function alone(
  results: readonly FileResult[],
  run: (file: string) => Promise<FileResult>,
): Promise<RunResults> {
  const failed = results.filter(hasFailed)
  const again = failed.filter(({ file }) => !FINAL.test(file))
  if (results.length === 1 || failed.length > MOST) return { results: [...results], unsteady: [] }
  const second = new Map<string, FileResult>()
  for (const { file } of again) second.set(file, await run(file))
  return {
    results: results.map((result) => second.get(result.file) ?? result),
    unsteady: again.filter(({ file }) => !hasFailed(second.get(file) as FileResult)),
  }
}

function hasFailed({ tests }: FileResult): boolean {
  return tests.some(({ outcome }) => outcome === 'failed')
}
