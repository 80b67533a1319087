import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { startTime } from './boot/identity.mjs'
import { compiledFolder, projectFolder, stateFolder } from './folders.ts'
import { main } from './main.ts'
import { ownPorts } from './processes/ports.ts'
import { writeRecord } from './processes/record.ts'
import { sweep } from './processes/sweep.ts'
import { together } from './processes/together.ts'
import { alone } from './test/alone.ts'
import { testFiles } from './test/files.ts'
import { inLanes } from './test/in-lanes.ts'
import { lambdaRuntime } from './test/lambda-runtime.ts'
import { nativeClient } from './test/librdkafka.ts'
import { mosquittoPrograms } from './test/mosquitto-programs.ts'
import { otherSerializers } from './test/other-serializers.ts'
import { packagedServer } from './test/packaged-server.ts'
import { printFile, printSum } from './test/print.ts'
import type { FileResult, RunResults } from './test/result.ts'
import { runFile } from './test/run-file.ts'
import { startServices } from './test/services.ts'
import { runFileName, sweepEarlier } from './test/sweep-earlier.ts'

/** One file more than there are processors: most wait for a part of their time. */
const lanes = availableParallelism() + 1
const timeoutMs = 600_000
// A test that forgets its endpoint must not reach AWS.
const credentials = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_REGION: 'us-east-1',
}

/** `npm test [-- files]`: a stack of its own, its test files in lanes side by side, and nothing left behind. */
await main(async (signal) => {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const files = testFiles(projectFolder, process.argv.slice(2))
  if (files.length === 0) say('No test file fits.')

  const left = await sweepEarlier(stateFolder)
  if (left > 0) say(`Ended ${left} processes that a killed test run had left.`)
  const dir = join(stateFolder, `test-${process.pid}`)
  mkdirSync(dir, { recursive: true })
  writeRecord(join(dir, runFileName), { name: 'test', pid: process.pid, started: startTime(process.pid), ports: {} })
  const first: FileResult[] = []
  let sum: RunResults = { results: first, unsteady: [] }
  try {
    if (files.length > 0) {
      const [services, server, python, lambda, mosquitto, native] = await together({ say, signal }, [
        (progress) => startServices(dir, progress),
        () => packagedServer(dir),
        (progress) => otherSerializers(files, progress),
        (progress) => lambdaRuntime(files, progress),
        (progress) => mosquittoPrograms(files, progress),
        (progress) => nativeClient(files, progress),
      ])
      const env = {
        ...process.env,
        ...credentials,
        NODE_COMPILE_CACHE: compiledFolder,
        ...services,
        ...server,
        ...python,
        ...lambda,
        ...mosquitto,
        ...native,
        TEST_DIR: dir,
      }
      const run = async (file: string, results: string, lane: number) => {
        const result = await runFile(file, {
          dir: join(dir, `${results}-${files.indexOf(file)}`),
          env: { ...env, ...ownPorts(lane, lanes) },
          timeoutMs,
          signal,
        })
        if (!signal.aborted) printFile(result, say)
        return result
      }
      await inLanes(files, lanes, async (file, lane) => {
        first.push(await run(file, 'file', lane))
        return !signal.aborted
      })
      if (!signal.aborted) sum = await alone(first, (file) => run(file, 'alone', 0))
    }
  } finally {
    await sweep(dir, 0)
    rmSync(dir, { recursive: true, force: true })
  }
  if (signal.aborted) {
    say('Interrupted.')
    return 130
  }
  return printSum(sum, say)
})
