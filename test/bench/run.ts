import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startTime } from '../../infra/local/boot/identity.mjs'
import { projectFolder, stateFolder } from '../../infra/local/folders.ts'
import { main } from '../../infra/local/main.ts'
import { liveRecord, writeRecord } from '../../infra/local/processes/record.ts'
import { access } from './access.ts'
import { connections } from './connections.ts'
import { consume } from './consume.ts'
import { consumeDelay } from './consume-delay.ts'
import { consumeSchemas } from './consume-schemas.ts'
import { engines } from './engines.ts'
import { lambda } from './lambda.ts'
import { latency } from './latency.ts'
import { matrix } from './matrix.ts'
import { watchMemory } from './memory.ts'
import { mqtt } from './mqtt.ts'
import { type Options, parseOptions } from './options.ts'
import { produceBinary } from './produce-binary.ts'
import { produceJson } from './produce-json.ts'
import { produceSchemas } from './produce-schemas.ts'
import { checkRegression } from './regression/run.ts'
import { updateChart } from './report/chart.ts'
import { updatePage } from './report/page.ts'
import { render } from './report/render.ts'
import { writeRun } from './report/write.ts'
import type { Findings, Scenario } from './scenario.ts'
import { openStage } from './stage/stage.ts'
import { start } from './start.ts'
import { v3Listing } from './v3-listing.ts'
import { v3Stream } from './v3-stream.ts'

/** Those of a quick run, which a minute does for. */
const quick: readonly Scenario[] = [produceJson, produceBinary, produceSchemas, latency]
const scenarios: readonly Scenario[] = [
  ...quick,
  engines,
  access,
  consume,
  consumeSchemas,
  consumeDelay,
  v3Stream,
  v3Listing,
  mqtt,
  start,
  connections,
  lambda,
  matrix,
]
const dir = join(stateFolder, 'bench')
const pageFile = join(projectFolder, 'docs', 'performance.md')
const chartFile = join(projectFolder, 'docs', 'performance.svg')
const pidFile = join(dir, 'bench.pid')
const say = (line: string) => void process.stderr.write(`${line}\n`)

/**
 * `npm run bench [-- --quick] [--only <scenario>] [--full] [--check] [--profile] [--page] [--patience <minutes>] [--soak <minutes>]
 * [--peer <name>=<url> …] [--broker-port <port>]`, or `-- --regression [--accept]`
 */
await main(async (signal) => {
  const options = parseOptions(
    process.argv.slice(2),
    scenarios.map(({ name }) => name),
  )
  const running = liveRecord(pidFile)
  if (running !== undefined) throw new Error(`A benchmark is running already, as process ${running.pid}.`)
  writeRecord(pidFile, { name: 'bench', pid: process.pid, started: startTime(process.pid), ports: {} })
  try {
    if (options.regression) {
      return (await checkRegression(join(dir, 'stage'), options.accept, say, signal)) ? 0 : 1
    }
    const findings = await measure(options, signal)
    process.stderr.write(`All measurements: ${writeRun(dir, options, findings)}\n`)
    if (options.page) {
      updatePage(pageFile, Object.values(findings), options)
      const bars = Object.entries(findings).flatMap(([name, { bars: each }]) => (each?.length ? [[name, each]] : []))
      updateChart(chartFile, Object.fromEntries(bars), new Date().toISOString().slice(0, 10))
    }
    const missed = Object.values(findings).some(({ floors }) => floors.some(({ met }) => !met))
    return options.check && missed ? 1 : 0
  } finally {
    rmSync(pidFile, { force: true })
  }
})

/** Runs the scenarios that are wanted, and prints each one's findings as soon as it has them. */
async function measure(options: Options, signal: AbortSignal): Promise<Record<string, Findings>> {
  const wanted = options.only
    ? scenarios.filter(({ name }) => options.only === name)
    : options.quick && !options.page
      ? quick
      : scenarios
  const findings: Record<string, Findings> = {}
  const stage = await openStage(join(dir, 'stage'), options, say, signal)
  const memory = watchMemory(stage.proxies)
  try {
    for (const scenario of wanted) {
      say(`Measuring ${scenario.name} …`)
      memory.during(scenario.name)
      const found = await scenario.run(stage, options, signal)
      findings[scenario.name] = found
      process.stdout.write(`\n${render(found)}\n`)
    }
    const found = memory.findings()
    if (options.only === undefined) findings.memory = found
    process.stdout.write(`\n${render(found)}\n`)
  } finally {
    await stage.close()
  }
  return findings
}
