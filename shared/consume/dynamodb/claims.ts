import { createHash } from 'node:crypto'
import type { Claim, Claims } from '../claims.ts'
import { type Item, json, toJson, toNumber } from './attributes.ts'
import { ttl } from './garbage.ts'
import { principalKey } from './keys.ts'
import { refusalOf } from './refusal.ts'
import type { Table } from './table.ts'

const SORT_KEY = 'instances'
const PREFIX = 'claim_'
/** An instance that is in use for longer than this is not counted any more. */
const KEPT_MS = 366 * 24 * 60 * 60 * 1000

/**
 * An item for each caller: an attribute for each claim, and how many there are. Both change in one write, whose condition
 * decides: of those who come at once no more get through than there is room for.
 */
export function createDynamoClaims(table: Table): Claims {
  /** @returns the item as it is when the condition does not hold, `null` for none; undefined when it is written */
  async function update(
    principal: string,
    deadline: number,
    input: { expression: string; condition: string; claim: string; values: Item },
  ): Promise<Item | null | undefined> {
    const names = { '#claim': input.claim, ...(input.expression.includes('#ttl') && { '#ttl': 'ttl' }) }
    try {
      await table.call(deadline, (cluster) => {
        const item = {
          Key: principalKey(cluster, principal, SORT_KEY),
          UpdateExpression: input.expression,
          ConditionExpression: input.condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: input.values,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        } as const
        return (calls) => calls.update(item)
      })
      return undefined
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      return refusal.get(0) ?? null
    }
  }

  return {
    async add(principal, { group, name, since }, max, deadline) {
      const claim = attributeOf(group, name)
      const value = toJson([group, name, since])
      const isNew = 'attribute_not_exists(#claim)'
      const isFirst = 'attribute_not_exists(claims)'
      const hasRoom = 'claims < :max'
      for (;;) {
        const current = await update(principal, deadline, {
          expression: 'ADD claims :one SET #claim = :claim, #ttl = :ttl',
          condition: `${isNew} AND (${isFirst} OR ${hasRoom})`,
          claim,
          values: { ':one': toNumber(1), ':claim': value, ':ttl': ttl(since + KEPT_MS), ':max': toNumber(max) },
        })
        if (current === undefined) return undefined
        if (current === null || !(claim in current)) return claimsIn(current ?? {})
        const renewed = await update(principal, deadline, {
          expression: 'SET #claim = :claim, #ttl = :ttl',
          condition: 'attribute_exists(#claim)',
          claim,
          values: { ':claim': value, ':ttl': ttl(since + KEPT_MS) },
        })
        if (renewed === undefined) return undefined
        // Removed in between: it is a new one after all.
      }
    },

    async remove(principal, { group, name, since }, deadline) {
      const same = since !== undefined
      await update(principal, deadline, {
        expression: 'ADD claims :less REMOVE #claim',
        condition: same ? '#claim = :claim' : 'attribute_exists(#claim)',
        claim: attributeOf(group, name),
        values: { ':less': toNumber(-1), ...(same && { ':claim': toJson([group, name, since]) }) },
      })
    },
  }
}

function claimsIn(item: Item): Claim[] {
  return Object.keys(item)
    .filter((name) => name.startsWith(PREFIX))
    .map((attribute) => {
      const [group, name, since] = json<[string, string, number]>(item, attribute)
      return { group, name, since }
    })
}

/** Names of groups and instances may be longer than those of attributes, and hold anything. */
function attributeOf(group: string, name: string): string {
  return (
    PREFIX +
    createHash('sha256')
      .update(JSON.stringify([group, name]))
      .digest('base64url')
  )
}
