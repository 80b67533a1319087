import type { Instance } from '../instance.ts'
import { type Store, Superseded } from '../store.ts'
import { type Item, toNumber } from './attributes.ts'
import { fromInstanceItem, toInstanceItem } from './instance-item.ts'
import { instanceKey } from './keys.ts'
import { refusalOf } from './refusal.ts'
import { newSaveId } from './save-id.ts'
import type { Table } from './table.ts'

/** The part of the store that is about instances; each method is one call. */
export function createInstances(table: Table): Pick<Store, 'create' | 'load' | 'save' | 'remove'> {
  /** @returns whether it was written, and if not, what stands in its place */
  async function write(
    instance: Instance,
    condition: string,
    values: Item,
    deadline: number,
  ): Promise<{ readonly done: boolean; readonly current?: Item | undefined }> {
    const saveId = newSaveId()
    try {
      await table.call(deadline, (cluster) => {
        const item = {
          Item: toInstanceItem(cluster, instance, saveId),
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        } as const
        return ({ put }) => put(item)
      })
      return { done: true }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      const current = refusal.get(0)
      return { done: current?.save_id?.S === saveId, current }
    }
  }

  return {
    async create(instance, now, deadline) {
      const free = 'attribute_not_exists(pk)'
      const expired = 'expires_at <= :now'
      const { done } = await write(instance, `${free} OR ${expired}`, { ':now': toNumber(now) }, deadline)
      return done
    },

    async load(group, name, deadline) {
      const item = await table.call(deadline, (cluster) => {
        const key = instanceKey(cluster, group, name)
        return ({ get }) => get(key)
      })
      return item && fromInstanceItem(item, group, name)
    },

    async save(instance, deadline) {
      const saved = { ...instance, version: instance.version + 1 }
      const unchanged = 'version = :seen'
      const { done, current } = await write(saved, unchanged, { ':seen': toNumber(instance.version) }, deadline)
      if (done) return saved
      throw new Superseded(current && fromInstanceItem(current, instance.group, instance.name))
    },

    async remove(group, name, deadline) {
      const exists = 'attribute_exists(pk)'
      try {
        await table.call(deadline, (cluster) => {
          const item = { Key: instanceKey(cluster, group, name), ConditionExpression: exists }
          return ({ remove }) => remove(item)
        })
        return true
      } catch (error) {
        if (refusalOf(error)) return false
        throw error
      }
    },
  }
}
