import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { JSON_TYPE, V1, V2 } from '../../shared/http/media-types.ts'
import { errorType, matchContentType, negotiate } from '../../shared/http/negotiation.ts'

const types = [V2, V1, JSON_TYPE]

const accepts: readonly (readonly [accept: string | undefined, type: string | undefined, why: string])[] = [
  [undefined, V2, 'no header is answered in the route’s first type'],
  ['*/*', V2, 'anything is answered in the route’s first type'],
  ['', V2, 'a list of nothing says as little as no header'],
  [', ,', V2, 'a list of empty entries says as little as no header'],
  ['application/*', V2, 'a subtype wildcard is answered in the route’s first type'],
  [JSON_TYPE, JSON_TYPE, 'an exact type is answered in it'],
  [`${V1}, ${V2}`, V2, 'between equals the route’s order decides'],
  [`${V1};q=0.9, ${V2};q=0.8`, V1, 'a higher q beats the route’s order'],
  [`${V2};q=0.8, */*;q=0.9`, V1, 'a wildcard of a higher q beats an exact type, but not for that type'],
  [`*/*;q=0.5, ${JSON_TYPE}`, JSON_TYPE, 'an exact type beats a wildcard of lower q'],
  [`*/*, ${JSON_TYPE}`, JSON_TYPE, 'at the same q the more specific range wins'],
  [`${V2};q=0, */*`, V1, 'q=0 takes a type out of the wildcard'],
  ['*/*;q=0', undefined, 'a wildcard of q=0 accepts nothing'],
  ['text/html', undefined, 'another type accepts nothing'],
  ['text/*', undefined, 'a wildcard of another kind accepts nothing'],
  [V2.toUpperCase(), V2, 'case does not count'],
  [`${V2}; charset=utf-8`, V2, 'parameters do not count'],
  [`${V1} ; q = 0.9 , ${V2} ; q = 0.8`, V1, 'blanks do not count'],
  [`${V1};q=2, ${V2}`, V2, 'a q above 1 is 1'],
  [`${V1};q=x, ${V2}`, V2, 'a q that is no number is 1'],
  [`${V1};q=.9, ${V2};q=0.95`, V2, 'a q without a leading digit is read'],
  ['nonsense', undefined, 'what is no type accepts nothing'],
]
for (const [accept, type, why] of accepts) {
  test(`${why}: Accept ${JSON.stringify(accept)}`, () => {
    equal(negotiate(accept, types), type)
  })
}

test('a Content-Type matches an entry whatever its case and parameters', () => {
  equal(matchContentType(`${V2.toUpperCase()} ; charset=utf-8`, types), V2)
  equal(matchContentType(V1, [V2]), undefined)
  equal(matchContentType('', types), undefined)
  equal(matchContentType(`${V2}, ${V1}`, types), undefined)
  equal(matchContentType('application/*', types), undefined)
})

const errors: readonly (readonly [accept: string | undefined, type: string])[] = [
  [undefined, JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['text/html', JSON_TYPE],
  [V2, V2],
  [V1, JSON_TYPE],
  [`text/html, ${V2}, ${JSON_TYPE}`, V2],
  [`${JSON_TYPE}, ${V2}`, JSON_TYPE],
  [`${V2};q=0.1, ${JSON_TYPE}`, V2],
]
for (const [accept, type] of errors) {
  test(`an error before a route is known answers Accept ${accept} in ${type}`, () => {
    equal(errorType(accept), type)
  })
}
