import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type Budget, take as takeAt, type Wanted } from '../../shared/limits/budget.ts'

const take = (wanted: Wanted, patienceMs: number) => takeAt(wanted, () => 0, patienceMs)

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

const wanting = (counted: readonly Budget[], sized: readonly Budget[] = [], bytes = 0): Wanted => {
  return { counted, count: 1, sized, bytes }
}
const spent = (budgets: readonly { readonly spent: number }[]) => budgets.map((budget) => budget.spent)

test('all budgets are taken from when all have something', () => {
  const [permits, bytes] = [budget('permits'), budget('bytes')]
  equal(take({ counted: [permits], count: 3, sized: [bytes], bytes: 70 }, 0), undefined)
  deepEqual(spent([permits, bytes]), [3, 70])
})

test('none is taken from when one has nothing; the longest wait is told', () => {
  const all = [budget('permits', 20), budget('principal-permits', 7), budget('bytes', 300)] as const
  deepEqual(take(wanting([all[0], all[1]], [all[2]], 1), 299), { ms: 300, limit: 'bytes' })
  deepEqual(spent(all), [0, 0, 0])
})

test('with patience the place in the row is taken at once', () => {
  const all = [budget('permits', 20), budget('bytes', 300)] as const
  deepEqual(take(wanting([all[0]], [all[1]], 9), 300), { ms: 300, limit: 'bytes' })
  deepEqual(spent(all), [1, 9])
})

test('whoever has to be asked is waited for, and then all are asked again', async () => {
  const slow = budget('principal-permits', Promise.resolve(), 0)
  const other = budget('permits', 0, 40)
  deepEqual(await take(wanting([other, slow]), 0), { ms: 40, limit: 'permits' })
  deepEqual(spent([slow, other]), [0, 0])
})
