import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { alone } from '../../infra/local/test/alone.ts'
import type { FileResult } from '../../infra/local/test/result.ts'

function resultOf(file: string, outcome: 'passed' | 'failed'): FileResult {
  return { file, durationMs: 1, output: '', tests: [{ name: 'one', outcome, durationMs: 1 }] }
}

/** What becomes of files of which these fail the first time and the second. */
async function run(files: readonly string[], first: readonly string[], second: readonly string[]) {
  const repeated: string[] = []
  const { results, unsteady } = await alone(
    files.map((file) => resultOf(file, first.includes(file) ? 'failed' : 'passed')),
    async (file) => {
      repeated.push(file)
      return resultOf(file, second.includes(file) ? 'failed' : 'passed')
    },
  )
  const failed = results.filter(({ tests }) => tests[0]?.outcome === 'failed')
  deepEqual(
    results.map(({ file }) => file),
    files,
  )
  return { repeated, failed: failed.map(({ file }) => file), unsteady: unsteady.map(({ file }) => file) }
}

test('a file that fails beside others and passes alone is unsteady, one that fails again has failed', async () => {
  const files = ['test/a.test.ts', 'test/b.test.ts', 'test/c.test.ts']
  const [, b, c] = files as [string, string, string]
  deepEqual(await run(files, [b, c], [c]), { repeated: [b, c], failed: [c], unsteady: [b] })
})

test('a fault that loses a record once has lost it', async () => {
  const files = ['test/faults/broker-lost.test.ts', 'test/a.test.ts']
  const [fault, other] = files as [string, string]
  deepEqual(await run(files, [fault, other], []), { repeated: [other], failed: [fault], unsteady: [other] })
})

test('a file that ran alone is not repeated', async () => {
  const file = 'test/a.test.ts'
  deepEqual(await run([file], [file], []), { repeated: [], failed: [file], unsteady: [] })
})

test('when many files fail, none is repeated', async () => {
  const files = Array.from({ length: 6 }, (_, i) => `test/${i}.test.ts`)
  deepEqual(await run(files, files, []), { repeated: [], failed: files, unsteady: [] })
})
