import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type Budget, take as takeAt, type Want } from '../../shared/limits/budget.ts'

const take = (wants: readonly Want[], patienceMs: number) => takeAt(wants, () => 0, patienceMs)

/** A budget that says what it is told to, one answer after the other, and notes what is spent. */
function budget(limit: Budget['limit'], ...answers: (number | Promise<void>)[]): Budget & { spent: number } {
  return {
    limit,
    spent: 0,
    waitMs: () => answers.shift() ?? 0,
    spend(amount) {
      this.spent += amount
    },
  }
}

test('all budgets are taken from when all have something', () => {
  const all = [budget('permits'), budget('bytes')]
  equal(
    take(
      [
        { budget: all[0] as Budget, amount: 1 },
        { budget: all[1] as Budget, amount: 70 },
      ],
      0,
    ),
    undefined,
  )
  deepEqual(
    all.map(({ spent }) => spent),
    [1, 70],
  )
})

test('none is taken from when one has nothing; the longest wait is told', () => {
  const all = [budget('permits', 20), budget('bytes', 300), budget('principal-permits', 7)]
  deepEqual(
    take(
      all.map((budget) => ({ budget, amount: 1 })),
      299,
    ),
    { ms: 300, limit: 'bytes' },
  )
  deepEqual(
    all.map(({ spent }) => spent),
    [0, 0, 0],
  )
})

test('with patience the place in the row is taken at once', () => {
  const all = [budget('permits', 20), budget('bytes', 300)]
  deepEqual(
    take(
      all.map((budget) => ({ budget, amount: 1 })),
      300,
    ),
    { ms: 300, limit: 'bytes' },
  )
  deepEqual(
    all.map(({ spent }) => spent),
    [1, 1],
  )
})

test('whoever has to be asked is waited for, and then all are asked again', async () => {
  const slow = budget('principal-permits', Promise.resolve(), 0)
  const other = budget('permits', 0, 40)
  deepEqual(
    await take(
      [
        { budget: other, amount: 1 },
        { budget: slow, amount: 1 },
      ],
      0,
    ),
    { ms: 40, limit: 'permits' },
  )
  deepEqual([slow.spent, other.spent], [0, 0])
})
