import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { judge } from './verdict.ts'

/** `regressed`, `improved` or nothing for each ratio. */
function verdicts(found: Record<string, number>, expected: Record<string, number>): string[] {
  return judge(found, expected, 1.6).map(({ regressed, improved }) => (regressed ? '+' : '') + (improved ? '-' : ''))
}

test('a ratio that has grown beyond the band is a regression, one within it is not', () => {
  deepEqual(verdicts({ a: 3.19, b: 3.21, c: 1.26, d: 1.24 }, { a: 2, b: 2, c: 2, d: 2 }), ['', '+', '', '-'])
})

test('a ratio that could not be measured or that nobody expects is a regression', () => {
  deepEqual(verdicts({ a: Number.NaN, b: 1 }, { a: 2 }), ['+', '+'])
})
