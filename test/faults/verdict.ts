import { deepEqual, ok } from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { isFailure, type Producer } from '../../shared/produce/producer.ts'
import { AS_TOLD, fates } from '../support/fates.ts'
import { readTopic } from '../support/kafka.ts'
import type { EngineName } from '../support/librdkafka.ts'
import type { Load } from './load.ts'

/** A call that waits longer than this beyond its deadline may as well wait for ever. */
const LATE_MS = 1000

/**
 * How many records of each load failed, though their callers had time. With several batches on their way at once librdkafka may learn from the
 * next leader that a record is stored, and not where: that is not counted.
 */
export function failures(which: EngineName, loads: readonly Load[]): number[] {
  return loads.map((load) => load.count('failed') - (which === 'librdkafka' ? load.forgotten : 0))
}

/**
 * Ends the loads and the engine, and holds every record's fate against what its caller was told: nothing lost, doubled,
 * denied or out of order, no call late, nothing left in the engine.
 */
export async function judge(
  t: TestContext,
  engine: Producer,
  topic: string,
  kafka: string,
  loads: readonly Load[],
): Promise<void> {
  await Promise.all(loads.map((load) => load.stop()))
  deepEqual(engine.pending, { records: 0, bytes: 0 })
  await engine.close(Date.now() + 1000)

  const acknowledged = loads.reduce((sum, load) => sum + load.count('stored'), 0)
  const stored = await readTopic(topic, acknowledged, kafka)
  t.diagnostic(
    loads
      .map((load) => {
        const late = Math.max(0, load.mostLateMs)
        return `${load.name}: ${load.count('stored')} stored, ${load.count('failed')} failed, waited ${load.longestMs} ms, late ${late} ms`
      })
      .join('; '),
  )
  const sent = loads.flatMap((load) => load.sent)
  for (const { caller, result } of sent) {
    if (isFailure(result) && !caller.startsWith('hasty'))
      t.diagnostic(`${caller}: ${result.failure}, ${result.message}`)
  }
  deepEqual(fates(sent, stored), AS_TOLD)
  for (const { name, mostLateMs } of loads) ok(mostLateMs < LATE_MS, `${name} was answered ${mostLateMs} ms late`)
}
