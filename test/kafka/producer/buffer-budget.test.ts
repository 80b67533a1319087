import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createBufferBudget } from '../../../shared/kafka/producer/buffer-budget.ts'

const soon = () => Date.now() + 5000

test('whoever fits takes room at once', () => {
  const budget = createBufferBudget(100)
  equal(budget.take(60, soon()), true)
  equal(budget.take(40, soon()), true)
  equal(budget.used, 100)
})

test('whoever waits is admitted in the order of arrival, also those who would have fitted earlier', async () => {
  const budget = createBufferBudget(100)
  budget.take(90, soon())
  const admitted: string[] = []
  const waiting = [
    ['large', 80],
    ['small', 5],
    ['medium', 15],
  ].map(([name, bytes]) =>
    Promise.resolve(budget.take(bytes as number, soon())).then(() => admitted.push(name as string)),
  )
  budget.give(10)
  await Promise.resolve()
  deepEqual(admitted, [])
  budget.give(80)
  await Promise.all(waiting)
  deepEqual(admitted, ['large', 'small', 'medium'])
  equal(budget.used, 100)
})

test('at its deadline a waiting call gets no room, and those behind it need not wait for it any longer', async () => {
  const budget = createBufferBudget(100)
  budget.take(90, soon())
  const late = budget.take(80, Date.now() + 30)
  const behind = budget.take(10, soon())
  equal(await late, false)
  equal(await behind, true)
  equal(budget.used, 100)
})

test('what is larger than the whole gets its turn when nothing else is under way', async () => {
  const budget = createBufferBudget(100)
  budget.take(50, soon())
  const huge = budget.take(500, soon())
  const next = budget.take(10, soon())
  budget.give(50)
  equal(await huge, true)
  equal(budget.used, 500)
  let admitted = false
  const behind = Promise.resolve(next).then((room) => {
    admitted = room
  })
  await Promise.resolve()
  ok(!admitted)
  budget.give(500)
  await behind
  equal(budget.used, 10)
})
