import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type Claims, claimOf, isMeantFor, scopesOf } from '../../shared/auth/claims.ts'

const spellings: ReadonlyArray<readonly [string, Claims, string | undefined, readonly string[]]> = [
  ['scope as a string (RFC 9068)', { scope: 'read:x write:sasquatch' }, undefined, ['read:x', 'write:sasquatch']],
  ['scope with more spaces than needed', { scope: '  a   b ' }, undefined, ['a', 'b']],
  ['scope as an array', { scope: ['a', 'b'] }, undefined, ['a', 'b']],
  ['scp as an array (Okta)', { scp: ['a', 'b'] }, undefined, ['a', 'b']],
  ['scp as a string (Entra ID)', { scp: 'a b' }, undefined, ['a', 'b']],
  ['roles (Entra ID applications)', { roles: ['a'] }, undefined, ['a']],
  ['permissions (Auth0)', { permissions: ['a'] }, undefined, ['a']],
  ['groups of Cognito', { 'cognito:groups': ['a'] }, undefined, ['a']],
  ['several of them together', { scope: 'a', roles: ['b'], permissions: ['a', 'c'] }, undefined, ['a', 'b', 'c']],
  ['no claim at all', { sub: 'alice' }, undefined, []],
  ['values that are no names', { scope: 7, scp: { a: true }, roles: [1, null, '', 'a'] }, undefined, ['a']],
  ['the named claim and no other', { scope: 'a', groups: ['b'] }, 'groups', ['b']],
  ['a nested claim by its path', { realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
  ['a claim whose name has dots', { 'https://example.org/roles': ['a'] }, 'https://example.org/roles', ['a']],
  ['a path that leads nowhere', { realm_access: 'roles' }, 'realm_access.roles.length', []],
]
for (const [name, claims, claim, scopes] of spellings)
  test(`scopes are read from ${name}`, () => deepEqual([...scopesOf(claims, claim)], scopes))

test('a claim every object inherits is no claim', () => {
  equal(claimOf({}, 'constructor'), undefined)
  equal(claimOf({}, '__proto__.toString'), undefined)
})

const audiences: ReadonlyArray<readonly [string, Claims, boolean]> = [
  ['its aud is the audience', { aud: 'edge' }, true],
  ['its aud lists the audience', { aud: ['other', 'edge'] }, true],
  ['its aud is another one', { aud: 'other' }, false],
  ['its aud lists others only', { aud: ['other'] }, false],
  ['its aud is empty', { aud: [] }, false],
  ['its aud is null', { aud: null, client_id: 'edge' }, false],
  ['its aud contains the audience as a part', { aud: 'edge-of-night' }, false],
  ['it has no aud and the audience as client_id (Cognito)', { client_id: 'edge' }, true],
  ['it has another aud and the audience as client_id', { aud: 'other', client_id: 'edge' }, false],
  ['it has neither aud nor client_id', {}, false],
]
for (const [name, claims, meant] of audiences)
  test(`a token is ${meant ? '' : 'not '}meant for us when ${name}`, () =>
    equal(isMeantFor(claims, ['edge', 'edge-too']), meant))
