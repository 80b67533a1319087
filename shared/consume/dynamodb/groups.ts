import type { Group, Member } from '../group.ts'
import type { Store } from '../store.ts'
import { toNumber } from './attributes.ts'
import type { Write } from './calls.ts'
import { ttl } from './garbage.ts'
import { fromGroupItem, heartbeats, toGroupItem } from './group-item.ts'
import { groupSteps } from './group-steps.ts'
import { groupKey, instanceKey, keyPart } from './keys.ts'
import { refusalOf } from './refusal.ts'
import { newSaveId } from './save-id.ts'
import type { Table } from './table.ts'

/** The part of the store that is about groups. */
export function createGroups(table: Table): Pick<Store, 'loadGroup' | 'saveGroup' | 'touchMember'> {
  /**
   * One transaction: the group, if its version and all heartbeats are as expected, and the fences. It is tried again without
   * the fences of instances that are not there, and with heartbeats that came in between.
   *
   * @param expected  members as they stand in the table as far as is known
   * @param seen      where the expiry times are taken from by which members were judged that are now left out
   */
  async function saveStep(
    group: Group,
    seen: Group | undefined,
    expected: Group['members'],
    fence: readonly string[],
    deadline: number,
  ): Promise<Group | undefined> {
    const saved = { ...group, members: withLaterHeartbeats(group.members, expected), version: group.version + 1 }
    const saveId = newSaveId()
    try {
      await table.call(deadline, (cluster) => {
        const item = { Item: toGroupItem(cluster, saved, saveId), ...ifUnchanged(group.version, expected) }
        // A transaction costs twice as much.
        if (fence.length === 0) return ({ put }) => put(item)
        const writes = [{ Put: item }, ...fences(cluster, group, fence)]
        return ({ transact }) => transact(writes)
      })
      return saved
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      const present = fence.filter((_, index) => !refusal.has(index + 1))
      if (!refusal.has(0)) return saveStep(group, seen, expected, present, deadline)

      const item = refusal.get(0)
      if (item?.save_id?.S === saveId) return saved
      const current = item && fromGroupItem(item, group.name)
      if (current?.version !== group.version) return undefined
      const leftOut = [...current.members.values()].filter(({ name }) => !group.members.has(name))
      if (leftOut.some(({ name, expiresAt }) => seen?.members.get(name)?.expiresAt !== expiresAt)) return undefined
      return saveStep(group, seen, current.members, present, deadline)
    }
  }

  return {
    async loadGroup(group, deadline) {
      const item = await table.call(deadline, (cluster) => {
        const key = groupKey(cluster, group)
        return ({ get }) => get(key)
      })
      return item && fromGroupItem(item, group)
    },

    async saveGroup(group, seen, fence, deadline) {
      let { version } = group
      let expected: Group['members'] = seen?.members ?? new Map()
      let saved: Group | undefined
      for (const step of groupSteps(group, seen, fence)) {
        saved = await saveStep({ ...step.group, version }, seen, expected, step.fence, deadline)
        if (saved === undefined) return undefined
        ;({ version, members: expected } = saved)
      }
      return saved
    },

    async touchMember(group, name, expiresAt, deadline) {
      const isMember = 'attribute_exists(expires.#member)'
      try {
        await table.call(deadline, (cluster) => {
          const item = {
            Key: groupKey(cluster, group),
            UpdateExpression: 'SET expires.#member = :expiresAt, #ttl = :ttl',
            ConditionExpression: isMember,
            ExpressionAttributeNames: { '#member': keyPart(name), '#ttl': 'ttl' },
            ExpressionAttributeValues: { ':expiresAt': toNumber(expiresAt), ':ttl': ttl(expiresAt) },
          }
          return ({ update }) => update(item)
        })
      } catch (error) {
        if (!refusalOf(error)) throw error
      }
    },
  }
}

function withLaterHeartbeats(members: Group['members'], current: Group['members']): Map<string, Member> {
  const merged = Array.from(members, ([name, member]) => {
    const expiresAt = Math.max(member.expiresAt, current.get(name)?.expiresAt ?? 0)
    return [name, { ...member, expiresAt }] as const
  })
  return new Map(merged)
}

function ifUnchanged(version: number, expected: Group['members']) {
  const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)', ...returned }
  const unchanged = 'version = :seen'
  // Heartbeats leave the version alone; the whole map is replaced, so none may have come unseen.
  const noHeartbeats = 'expires = :expected'
  return {
    ConditionExpression: `${unchanged} AND ${noHeartbeats}`,
    ExpressionAttributeValues: { ':seen': toNumber(version), ':expected': heartbeats(expected) },
    ...returned,
  }
}

function fences(cluster: string, group: Group, names: readonly string[]): Write[] {
  return names.map((name) => ({
    Update: {
      Key: instanceKey(cluster, group.name, name),
      UpdateExpression: 'SET version = version + :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':one': toNumber(1) },
    },
  }))
}
