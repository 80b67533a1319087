import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { property as forAll, assert as property, string } from 'fast-check'
import { readCredentials } from '../../shared/auth/credentials.ts'
import { Unauthorized } from '../../shared/http/errors/access.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const invalid = (reason: string) =>
  `Bearer realm="kafka-rest-edge", error="invalid_token", error_description="${reason}"`
const malformed = invalid('The bearer token is malformed.')
const malformedBasic = invalid('The Basic credentials are malformed.')
const tooLong = invalid('The token is longer than 16384 bytes.')

const readable: ReadonlyArray<readonly [string, string, object]> = [
  ['a bearer token', 'Bearer abc', { scheme: 'bearer', token: 'abc' }],
  ['a scheme in any case', 'bEaReR abc', { scheme: 'bearer', token: 'abc' }],
  ['more spaces than needed', '  Bearer   abc  ', { scheme: 'bearer', token: 'abc' }],
  ['every character a token may have', 'Bearer aZ09-._~+/==', { scheme: 'bearer', token: 'aZ09-._~+/==' }],
  ['a token of 16 kB', `Bearer ${'a'.repeat(16_384)}`, { scheme: 'bearer', token: 'a'.repeat(16_384) }],
  ['user and password', basic('alice:secret'), { scheme: 'basic', user: 'alice', password: 'secret' }],
  ['a password with colons', basic('alice:a:b'), { scheme: 'basic', user: 'alice', password: 'a:b' }],
  ['an empty user name', basic(':b'), { scheme: 'basic', user: '', password: 'b' }],
  ['an empty password', basic('a:'), { scheme: 'basic', user: 'a', password: '' }],
  ['user and password in UTF-8', basic('jürgen:ß'), { scheme: 'basic', user: 'jürgen', password: 'ß' }],
]
for (const [name, header, credentials] of readable)
  test(`an Authorization header with ${name} is read`, () => deepEqual(readCredentials(header), credentials))

const unreadable: ReadonlyArray<readonly [string, string, string]> = [
  ['a scheme without token', 'Bearer', malformed],
  ['a scheme and a space', 'Bearer ', malformed],
  ['two tokens', 'Bearer a b', malformed],
  ['two headers in one', 'Bearer a, Bearer b', malformed],
  ['a token with other characters', 'Bearer a"b', malformed],
  ['a token beyond ASCII', 'Bearer ä', malformed],
  ['a token of one byte too many', `Bearer ${'a'.repeat(16_385)}`, tooLong],
  ['a token of 100 kB', `Bearer ${'a'.repeat(100_000)}`, tooLong],
  ['a token of 100 kB in Basic', basic(`${'a'.repeat(100_000)}:`), tooLong],
  ['a user name of one byte too many', basic(`${'a'.repeat(16_385)}:`), tooLong],
  ['Basic credentials without a colon', basic('alice'), malformedBasic],
  ['Basic credentials that are no Base64', 'Basic a:b', malformedBasic],
  ['Basic without credentials', 'Basic', malformedBasic],
]
for (const [name, header, challenge] of unreadable)
  test(`${name} is answered with 401 and a challenge`, () =>
    throws(() => readCredentials(header), { status: 401, code: 401, headers: { 'WWW-Authenticate': challenge } }))

for (const header of ['', 'Digest username="alice"', 'abc'])
  test(`"${header}" is of another scheme`, () => equal(readCredentials(header), undefined))

test('no header whatever causes anything but credentials or a 401', () => {
  const header = string({ unit: 'binary', maxLength: 60 })
  for (const prefix of ['', 'Bearer ', 'Basic '])
    property(
      forAll(header, (text) => {
        try {
          readCredentials(prefix + text)
        } catch (error) {
          if (!(error instanceof Unauthorized)) throw error
        }
      }),
    )
})
