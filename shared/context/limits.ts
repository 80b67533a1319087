import type { Settings } from '../config/load.ts'
import type { Table } from '../consume/dynamodb/table.ts'
import { createDynamoLeases } from '../limits/dynamodb.ts'
import { createLimits, type Limits } from '../limits/limits.ts'
import type { Log } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** That limits do not hold for all processes together is told again after this time. */
const TOLD_MS = 60_000

/** The limits of the settings. @param table  the one that processes share */
export function createConfiguredLimits(
  settings: Settings,
  table: () => Table,
  metrics: Metrics,
  log: Log,
): Limits | undefined {
  let toldAt = Number.NEGATIVE_INFINITY
  return createLimits({
    settings,
    leases: settings.rateShared ? createDynamoLeases(table()) : undefined,
    onLimited: (limit) => metrics.countLimited(limit),
    onStoreAway(err) {
      const now = Date.now()
      if (now - toldAt < TOLD_MS) return
      toldAt = now
      log.warn(
        { event: 'limits.store-away', err },
        'The table gives no answer: until it does, each process keeps the limits of callers by itself.',
      )
    },
  })
}
