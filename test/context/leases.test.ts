import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createLeases } from '../../shared/context/leases.ts'

interface Thing {
  readonly name: string
}

function leases(options: { maxEntries?: number; maxIdleMs?: number } = {}) {
  const closed: string[] = []
  const close = async ({ name }: Thing) => closed.push(name)
  const all = createLeases<Thing>({ maxEntries: 2, maxIdleMs: 60_000, ...options, close })
  const take = (name: string) => all.take(name, () => ({ name }))
  return { all, take, closed }
}

test('who asks for the same gets the same, and who asks for another gets another', () => {
  const { take } = leases()
  equal(take('a')?.value, take('a')?.value)
  notEqual(take('a')?.value, take('b')?.value)
})

test('what was unused for longest makes room; what is used does not', () => {
  const { take, closed } = leases()
  const [a, b] = [take('a'), take('b')]
  equal(take('c'), undefined, 'both are in use')
  b?.end()
  a?.end()
  ok(take('c'))
  deepEqual(closed, ['b'], 'in the order in which they were taken')
  take('a')
  equal(take('d'), undefined)
  deepEqual(closed, ['b'])
})

test('a lease that ends twice ends once', () => {
  const { take, closed } = leases({ maxEntries: 1 })
  const [one, other] = [take('a'), take('a')]
  one?.end()
  one?.end()
  equal(take('b'), undefined)
  other?.end()
  ok(take('b'))
  deepEqual(closed, ['a'])
})

test('what nobody has used for a while is closed, what is used is not', async () => {
  const { all, take, closed } = leases({ maxIdleMs: 40 })
  const held = take('held')
  take('idle')?.end()
  while (closed.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  deepEqual(closed, ['idle'])
  deepEqual([...all.values()], [held?.value])
  held?.end()
  while (closed.length === 1) await new Promise((resolve) => setTimeout(resolve, 5))
  deepEqual([...all.values()], [])
})

test('closing closes all, used or not', async () => {
  const { all, take, closed } = leases()
  take('a')
  take('b')?.end()
  await all.close(Date.now())
  deepEqual(closed.sort(), ['a', 'b'])
})
