import type { FileResult, RunResults } from './result.ts'

const shownLines = 100

/** Prints a line for a test file and, if it failed, each failure and the end of what the file wrote. */
export function printFile({ file, tests, durationMs, output }: FileResult, say: (line: string) => void): void {
  const failures = tests.filter(({ outcome }) => outcome === 'failed')
  const skipped = count(tests, 'skipped')
  const counts = [
    `${count(tests, 'passed')} passed`,
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  say(`${failures.length > 0 ? '✖' : '✔'} ${file}: ${counts.join(', ')} (${(durationMs / 1000).toFixed(1)} s)`)
  for (const { name, error = '' } of failures) say(`\n  ✖ ${name}\n${indented(error, '    ')}`)
  if (failures.length === 0) return
  const lines = output.trimEnd().split('\n').slice(-shownLines).join('\n')
  if (lines !== '') say(`\n  The file wrote:\n${indented(lines, '    ')}`)
  say('')
}

/**
 * Prints the sum of a run; its last line is `N passed, N failed`.
 *
 * @returns the exit code: 0 only if tests ran and none failed
 */
export function printSum({ results, unsteady }: RunResults, say: (line: string) => void): number {
  const failed = namesOfFailed(results)
  const tests = results.flatMap((result) => result.tests)
  const passed = count(tests, 'passed')
  const skipped = count(tests, 'skipped')
  if (unsteady.length > 0) say(`\nFailed beside others, passed alone:\n${listed(namesOfFailed(unsteady))}`)
  if (failed.length > 0) say(`\nFailed:\n${listed(failed)}`)
  if (skipped > 0) say(`\n${skipped} skipped`)
  say(`\n${passed} passed, ${failed.length} failed`)
  return passed > 0 && failed.length === 0 ? 0 : 1
}

function namesOfFailed(results: readonly FileResult[]): string[] {
  return results.flatMap(({ file, tests }) =>
    tests.filter(({ outcome }) => outcome === 'failed').map(({ name }) => (name === file ? file : `${file}: ${name}`)),
  )
}

// One broken hook takes hundreds of tests along; what broke stands above, with its file.
function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownLines).map((name) => `  ✖ ${name}`)
  const more = names.length - shown.length
  return [...shown, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n')
}

function count(tests: FileResult['tests'], outcome: FileResult['tests'][number]['outcome']): number {
  return tests.filter((test) => test.outcome === outcome).length
}

function indented(text: string, by: string): string {
  return text.replaceAll(/^/gm, by)
}
