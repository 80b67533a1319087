import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadRequest } from '../../shared/http/errors/request.ts'
import { parseJson } from '../../shared/http/json.ts'
import { isDeeperThan } from '../../shared/http/json-depth.ts'

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

test('the depth of any value is found, whatever its strings hold', () => {
  const text = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a') })
  const value = fc.letrec((tie) => ({
    value: fc.oneof(text, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(text, tie('value'), { maxKeys: 3 })),
  })).value
  fc.assert(
    fc.property(value, fc.constantFrom(0, 1), (each, space) => {
      // A text shorter than the limit is not looked at: blanks make it long enough.
      const json = JSON.stringify(each, null, space) + ' '.repeat(1000)
      const depth = depthOf(each)
      equal(isDeeperThan(json, depth), false)
      if (depth > 0) equal(isDeeperThan(json, depth - 1), true)
    }),
    { numRuns: 1000 },
  )
})

for (const text of ['"', '"\\', '["', ']]]]]]', '"\\"', '\\"[', '[[[["]]]]']) {
  test(`a text that is no JSON has an end: ${text}`, () => {
    equal(isDeeperThan(text.padEnd(20), 10), false)
  })
}

test('a thousand brackets within each other are read, one more are a 400', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  equal(Array.isArray(parseJson(nested(1_000))), true)
  throws(() => parseJson(nested(1_001)), { constructor: BadRequest, message: /nested too deeply/ })
})
