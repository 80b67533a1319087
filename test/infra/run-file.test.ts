import { deepEqual, equal, match } from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startTime } from '../../infra/local/boot/identity.mjs'
import { testFiles } from '../../infra/local/test/files.ts'
import type { FileResult } from '../../infra/local/test/result.ts'
import { runFile } from '../../infra/local/test/run-file.ts'
import { newFolder } from './folder.ts'

async function run(t: TestContext, body: string, timeoutMs = 60_000): Promise<FileResult> {
  const dir = newFolder(t)
  const file = join(dir, 'case.test.mjs')
  writeFileSync(file, `import { describe, it, test } from 'node:test'\n${body}`)
  const env = { ...process.env, DIR: dir }
  return runFile(file, { dir: join(dir, 'results'), env, timeoutMs, signal: new AbortController().signal })
}

const outcomes = ({ tests }: FileResult) => tests.map(({ name, outcome }) => `${name.split('/').pop()}: ${outcome}`)

test('tests are counted, suites and files are not', async (t) => {
  const result = await run(
    t,
    `test('one', () => {})
     describe('suite', () => { it('two', () => {}); it('three', () => { throw new Error('broken here') }) })
     test('four', { skip: true }, () => {})`,
  )
  deepEqual(outcomes(result), ['one: passed', 'suite › two: passed', 'suite › three: failed', 'four: skipped'])
  match(result.tests[2]?.error ?? '', /broken here/)
})

test('a file that can not be loaded has failed', async (t) => {
  const result = await run(t, `throw new Error('at import')`)
  deepEqual(outcomes(result), ['case.test.mjs: failed'])
  match(result.output, /at import/)
})

test('a file that ends before its tests do has failed', async (t) => {
  deepEqual(outcomes(await run(t, `test('one', () => {}); test('two', () => process.exit(0))`)), [
    'case.test.mjs: failed',
  ])
})

test('a file that crashes after its tests has failed', async (t) => {
  const result = await run(t, `test('one', () => {}); process.on('exit', () => process.kill(process.pid, 'SIGKILL'))`)
  deepEqual(outcomes(result), ['one: passed', 'case.test.mjs: failed'])
})

test('a file without tests has failed', async (t) => {
  deepEqual(outcomes(await run(t, '')), ['case.test.mjs: failed'])
})

test('a file that does not end in time has failed, and is ended with what it started', async (t) => {
  const body = `
    import { spawn } from 'node:child_process'
    import { writeFileSync } from 'node:fs'
    import { join } from 'node:path'
    const child = spawn('sleep', ['60'])
    writeFileSync(join(process.env.DIR, 'pid'), String(child.pid))
    test('one', () => {})`
  const result = await run(t, body, 1_500)
  deepEqual(outcomes(result).at(-1), 'case.test.mjs: failed')
  match(result.tests.at(-1)?.error ?? '', /did not end within 1\.5 s/)
  const pidFile = join(result.file, '..', 'pid')
  equal(existsSync(pidFile), true)
  equal(startTime(Number(readFileSync(pidFile, 'utf8'))), undefined)
})

test('files are found by folder, by path and by part of their name', () => {
  const project = new URL('../..', import.meta.url).pathname
  const all = testFiles(project, [])
  const own = 'test/infra/run-file.test.ts'
  equal(all.includes(own), true)
  equal(
    all.some((file) => file.startsWith('test/bench/')),
    false,
  )
  deepEqual(testFiles(project, [own]), [own])
  deepEqual(testFiles(project, ['run-file']), [own])
  equal(testFiles(project, ['test/infra']).includes(own), true)
  deepEqual(testFiles(project, ['no-such-test']), [])
})
