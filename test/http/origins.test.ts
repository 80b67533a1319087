import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { compileOrigins } from '../../shared/http/origins.ts'

for (const [patterns, origin, expected] of [
  [['https://a.example'], 'https://a.example', true],
  [['https://a.example'], 'http://a.example', false],
  [['https://a.example'], 'https://a.example:8443', false],
  [['https://a.example'], 'https://a.example.evil.net', false],
  [['https://a.example'], 'https://aXexample', false],
  [['https://*.example'], 'https://a.example', true],
  [['https://*.example'], 'https://a.b.example', true],
  [['https://*.example'], 'https://example', false],
  [['https://*.example'], 'https://evilexample', false],
  [['https://*.example'], 'https://a.example.net', false],
  [['http*://a.example:*'], 'https://a.example:8443', true],
  [['*'], 'https://whatever', true],
  [['*'], 'null', true],
  [['a*a'], 'a', false],
  [['a*a'], 'aa', true],
  [['https://a.example', 'https://b.example'], 'https://b.example', true],
  [[], 'https://a.example', false],
] as const) {
  test(`${origin} is ${expected ? '' : 'not '}among ${patterns.join(', ') || 'none'}`, () =>
    equal(compileOrigins(patterns)(origin), expected))
}

test('many stars take no time', () => {
  const among = compileOrigins([`${'*a'.repeat(2_000)}b`])
  const started = performance.now()
  equal(among('a'.repeat(100_000)), false)
  ok(performance.now() - started < 200)
})
