import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { kafkaVersion } from '../../../infra/local/downloads/kafka.ts'
import type { Options } from '../options.ts'
import type { Findings } from '../scenario.ts'

/**
 * Writes a run with all its measurements to `<dir>/<time>.json`.
 *
 * @param findings  by scenario
 * @returns the file
 */
export function writeRun(dir: string, options: Options, findings: Readonly<Record<string, Findings>>): string {
  const time = new Date().toISOString()
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    kafka: kafkaVersion,
  }
  mkdirSync(dir, { recursive: true })
  const file = join(dir, `${time.replaceAll(':', '-')}.json`)
  writeFileSync(file, `${JSON.stringify({ time, machine, options, findings }, undefined, 1)}\n`)
  return file
}
