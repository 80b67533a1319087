import type { Group, Member } from './group.ts'
import type { Instance } from './instance.ts'
import { type Store, Superseded } from './store.ts'

interface Kept {
  readonly instances: Map<string, Instance>
  group: Group | undefined
}

/**
 * Keeps consumer state in this process: for one node server without a table, and for tests. What it holds is gone with the
 * process and unknown to others; what is never removed stays.
 */
export function createMemoryStore(): Store {
  const groups = new Map<string, Kept>()

  function kept(group: string): Kept {
    let found = groups.get(group)
    if (found === undefined) {
      found = { instances: new Map(), group: undefined }
      groups.set(group, found)
    }
    return found
  }

  return {
    async create(instance, now) {
      const { instances } = kept(instance.group)
      const before = instances.get(instance.name)
      if (before !== undefined && before.expiresAt > now) return false
      instances.set(instance.name, instance)
      return true
    },

    async load(group, name) {
      return groups.get(group)?.instances.get(name)
    },

    async save(instance) {
      const { instances } = kept(instance.group)
      const current = instances.get(instance.name)
      if (current?.version !== instance.version) throw new Superseded(current)
      const saved = { ...instance, version: instance.version + 1 }
      instances.set(instance.name, saved)
      return saved
    },

    async remove(group, name) {
      return groups.get(group)?.instances.delete(name) ?? false
    },

    async loadGroup(group) {
      return groups.get(group)?.group
    },

    async saveGroup(group, seen, fence) {
      const entry = kept(group.name)
      const { group: current, instances } = entry
      if ((current?.version ?? 0) !== group.version) return undefined
      const leftOut = [...(current?.members.values() ?? [])].filter(({ name }) => !group.members.has(name))
      if (leftOut.some(({ name, expiresAt }) => seen?.members.get(name)?.expiresAt !== expiresAt)) return undefined

      const members = new Map([...group.members].map(([name, member]) => [name, later(member, current)]))
      const saved = { ...group, members, version: group.version + 1 }
      entry.group = saved
      for (const name of new Set(fence)) {
        const instance = instances.get(name)
        if (instance !== undefined) instances.set(name, { ...instance, version: instance.version + 1 })
      }
      return saved
    },

    async touchMember(group, name, expiresAt) {
      const entry = groups.get(group)
      const member = entry?.group?.members.get(name)
      if (entry?.group === undefined || member === undefined) return
      const members = new Map(entry.group.members).set(name, { ...member, expiresAt })
      entry.group = { ...entry.group, members }
    },

    async close() {},
  }
}

function later(member: Member, group: Group | undefined): Member {
  const expiresAt = Math.max(member.expiresAt, group?.members.get(member.name)?.expiresAt ?? 0)
  return { ...member, expiresAt }
}
