import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startTime } from '../boot/identity.mjs'
import { projectFolder } from '../folders.ts'
import { endProcess } from '../processes/end.ts'
import { writeRecord } from '../processes/record.ts'
import type { FileResult, TestResult } from './result.ts'

export interface RunFileOptions {
  /** For its results and pid file; its own. */
  dir: string
  env: NodeJS.ProcessEnv
  /** Then it is ended, and has failed. */
  timeoutMs: number
  signal: AbortSignal
}

const reporter = fileURLToPath(new URL('reporter.ts', import.meta.url))
const keptChars = 262_144
const outputMs = 1_000
/** So that a test that hangs is named, and costs its file's other tests nothing. */
const testTimeoutMs = 180_000

/**
 * Runs one test file in a process group of its own, which is ended with it: what a test started and forgot does not outlive
 * it. A file that ends before its tests do, runs none, or exits otherwise than its tests say has failed in itself.
 */
export async function runFile(file: string, options: RunFileOptions): Promise<FileResult> {
  const { dir, env, timeoutMs, signal } = options
  mkdirSync(dir, { recursive: true })
  const resultFile = join(dir, 'results.jsonl')
  const pidFile = join(dir, 'file.pid')
  const begun = Date.now()
  const reporting = [`--test-reporter=${reporter}`, `--test-reporter-destination=${resultFile}`]
  const limit = `--test-timeout=${testTimeoutMs}`
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...reporting, limit, file], {
    cwd: projectFolder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pid = child.pid ?? 0
  writeRecord(pidFile, { name: basename(file), pid, started: startTime(pid), ports: {}, group: true })
  let output = ''
  const keep = (chunk: string) => {
    output = (output + chunk).slice(-keptChars)
  }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep)
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))

  let late = false
  const kill = () => void endProcess(pidFile, 0)
  const timer = setTimeout(() => {
    late = true
    kill()
  }, timeoutMs)
  signal.addEventListener('abort', kill, { once: true })
  if (signal.aborted) kill()
  const end = await new Promise<string | number>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, ended) => resolve(code ?? ended ?? 1))
  })
  clearTimeout(timer)
  signal.removeEventListener('abort', kill)
  endGroup(pid)
  await endProcess(pidFile, 0)
  // The rest of its output; not for ever, as a process that left the group may still hold the pipe.
  await Promise.race([closed, delay(outputMs)])

  const { tests, complete } = readResults(resultFile)
  const durationMs = Date.now() - begun
  const problem = late ? `It did not end within ${timeoutMs / 1000} s.` : problemOf(end, complete, tests)
  if (problem !== undefined) tests.push({ name: file, outcome: 'failed', durationMs, error: problem })
  return { file, durationMs, tests, output }
}

// Right after its leader's exit the group's number can't belong to anyone else yet.
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function problemOf(end: string | number, complete: boolean, tests: readonly TestResult[]): string | undefined {
  if (end !== 0 && !(complete && tests.some(({ outcome }) => outcome === 'failed'))) {
    return `The file ended with ${typeof end === 'number' ? `exit code ${end}` : end}, and not because a test failed.`
  }
  if (!complete) return 'The file ended before its tests did.'
  if (tests.length === 0) return 'The file has no tests.'
  return undefined
}

function readResults(file: string): { tests: TestResult[]; complete: boolean } {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const tests: TestResult[] = []
  for (const line of lines.slice(0, -1)) {
    const result = JSON.parse(line) as TestResult | null
    if (result === null) return { tests, complete: true }
    tests.push(result)
  }
  return { tests, complete: false }
}
