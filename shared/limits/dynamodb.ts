import { number, toNumber } from '../consume/dynamodb/attributes.ts'
import { principalKey } from '../consume/dynamodb/keys.ts'
import { refusalOf } from '../consume/dynamodb/refusal.ts'
import type { Table } from '../consume/dynamodb/table.ts'
import { type LeaseStore, WINDOW_MS } from './leases.ts'

/** A request is not kept waiting for longer; the first call of a process loads the SDK. */
const TIMEOUT_MS = 2_000
/** After a window's end its item is garbage. */
const GARBAGE_MS = 60_000

/** Leases in the table of consumer state: an item for each caller, limit and window, of about 0.2 KB. */
export function createDynamoLeases(table: Table): LeaseStore {
  return {
    async take(owner, what, window, amount, budget) {
      const untouched = 'attribute_not_exists(used)'
      const enough = 'used <= :room'
      try {
        await table.call(Date.now() + TIMEOUT_MS, (cluster) => {
          const item = {
            Key: principalKey(cluster, owner, `${what}#${window}`),
            UpdateExpression: 'ADD used :amount SET #ttl = :ttl',
            ConditionExpression: `${untouched} OR ${enough}`,
            ExpressionAttributeNames: { '#ttl': 'ttl' },
            ExpressionAttributeValues: {
              ':amount': toNumber(amount),
              ':room': toNumber(budget - amount),
              ':ttl': toNumber(Math.ceil(((window + 1) * WINDOW_MS + GARBAGE_MS) / 1000)),
            },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          } as const
          return ({ update }) => update(item)
        })
        return undefined
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal === undefined) throw error
        const current = refusal.get(0)
        return current ? Math.max(0, budget - number(current, 'used')) : budget
      }
    },
  }
}
