import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groupSteps } from '../../../shared/consume/dynamodb/group-steps.ts'
import type { Group } from '../../../shared/consume/group.ts'
import { newGroup, newMember } from './samples.ts'

/** Two ways of sharing 400 partitions among up to 320 members, of whom some come and some go. */
const changes = fc
  .record({ members: fc.integer({ min: 1, max: 320 }), seed: fc.nat(), fenceAll: fc.boolean() })
  .map(({ members, seed, fenceAll }) => {
    const owner = (partition: number, salt: number) => `m${(partition * (salt + 1) + salt) % members}`
    const shared = (salt: number, generation: number): Group => {
      const keys = Array.from({ length: 400 }, (_, partition) => `orders:${partition}`)
      const byOwner = Map.groupBy(keys, (_, partition) => owner(partition, salt))
      const group = newGroup([...byOwner.keys()].map((name) => newMember(name)))
      const since = new Map(keys.map((key) => [key, generation]))
      return { ...group, generation, topics: new Map([['orders', 400]]), assignment: byOwner, since }
    }
    const seen = shared(seed % 17, 6)
    const group = { ...shared(seed % 13, 7), name: seen.name, version: 3 }
    const names = new Set([...seen.assignment.keys(), ...group.assignment.keys()])
    const same = (name: string) => `${seen.assignment.get(name)}` === `${group.assignment.get(name)}`
    return { seen, group, fence: [...names].filter((name) => fenceAll || !same(name)) }
  })

test('a change that one transaction holds is one step', () => {
  const group = newGroup([newMember('a')])
  deepEqual(groupSteps(group, undefined, []), [{ group, fence: [] }])
  const names = Array.from({ length: 99 }, (_, index) => `m${index}`)
  deepEqual(groupSteps(group, undefined, [...names, ...names]), [{ group, fence: names }])
})

test('in every step each partition has one owner at most, and nobody loses one or gets one without being fenced', () => {
  fc.assert(
    fc.property(changes, ({ seen, group, fence }) => {
      const steps = groupSteps(group, seen, fence)
      let before = seen
      for (const step of steps) {
        ok(step.fence.length <= 99)
        equal(step.group.generation > before.generation, true)
        const keys = [...step.group.assignment.values()].flat()
        equal(new Set(keys).size, keys.length)
        for (const [name, owned] of before.assignment) {
          const now = new Set(step.group.assignment.get(name))
          if (owned.some((key) => !now.has(key))) ok(step.fence.includes(name), `${name} loses without a fence`)
        }
        before = step.group
      }
      for (const step of steps.slice(0, -1)) {
        for (const [name, keys] of step.group.assignment) {
          const old = new Set(seen.assignment.get(name))
          ok(
            keys.every((key) => old.has(key)),
            `${name} gains before the last step`,
          )
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('the last step is the change itself, and all who are to be fenced are, once', () => {
  fc.assert(
    fc.property(changes, ({ seen, group, fence }) => {
      const steps = groupSteps(group, seen, fence)
      const last = steps.at(-1)?.group
      deepEqual(
        steps.flatMap((step) => step.fence),
        fence,
      )
      deepEqual({ ...last, generation: 0, since: 0 }, { ...group, generation: 0, since: 0 })
      deepEqual(new Set(last?.since.values()), new Set([last?.generation]))
    }),
    { numRuns: 60 },
  )
})

test('a partition that stays with its owner keeps the generation it has been there since, in every step', () => {
  const names = Array.from({ length: 150 }, (_, index) => `m${index}`)
  const seen = newGroup(names.map((name) => newMember(name)))
  const group = { ...seen, generation: 2 }
  for (const step of groupSteps(group, seen, names)) deepEqual(step.group.since, seen.since)
})
