import { deepEqual, doesNotThrow, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { Action } from '../../shared/auth/actions.ts'
import { anonymous } from '../../shared/auth/none.ts'
import { createPolicy, defaultRules, type Rule } from '../../shared/auth/policy.ts'
import type { Identity } from '../../shared/auth/verifier.ts'

const everyAction: readonly Action[] = [
  'produce',
  'consume',
  'metadata',
  'topic:create',
  'topic:alter',
  'topic:delete',
  'configs',
  'acls',
  'groups',
  'registry:read',
  'public',
]

function holder(...scopes: string[]): Identity {
  return { principal: 'alice', scopes: new Set(scopes), claims: {}, expiresAt: Number.POSITIVE_INFINITY }
}

test('by default write:sasquatch gives what a Sasquatch client needs, on every topic, and nothing else', () => {
  const policy = createPolicy({ rules: defaultRules })
  const given = (identity: Identity) => everyAction.filter((action) => policy.allows(identity, action, 'lsst.sal.test'))
  const allowed = ['produce', 'consume', 'metadata', 'topic:create', 'registry:read', 'public']
  deepEqual(given(holder('write:sasquatch')), allowed)
  deepEqual(given(holder('read:tap', 'write:sasquatch')), allowed)
  deepEqual(given(holder('read:sasquatch')), ['public'])
  deepEqual(given(holder()), ['public'])
})

test('a scope is compared to the letter', () => {
  const policy = createPolicy({ rules: defaultRules })
  for (const scope of ['wite:sasquatch', 'WRITE:SASQUATCH', 'write:sasquatch2', 'write', 'write:*', '*', ''])
    equal(policy.allows(holder(scope), 'produce', 'test'), false, scope)
})

test('whoever goes without a token where none is asked for may do everything', () => {
  const policy = createPolicy({ rules: [] })
  for (const action of everyAction) equal(policy.allows(anonymous, action, 'test'), true, action)
})

test('a token whose owner is called anonymous has no rights by that', () => {
  const policy = createPolicy({ rules: [] })
  equal(policy.allows({ ...anonymous }, 'produce', 'test'), false)
})

const topics: ReadonlyArray<readonly [readonly string[], string, boolean]> = [
  [['test'], 'test', true],
  [['test'], 'test2', false],
  [['test'], 'Test', false],
  [['lsst.*'], 'lsst.', true],
  [['lsst.*'], 'lsst.sal.test', true],
  [['lsst.*'], 'lsst', false],
  [['lsst.*'], 'lsstX', false],
  [['lsst.*'], 'not.lsst.x', false],
  [['a', 'b*'], 'bc', true],
  [['a', 'b*'], 'ab', false],
  [['*'], 'anything', true],
  [[], 'anything', false],
]
for (const [patterns, topic, allowed] of topics)
  test(`a rule for [${patterns}] ${allowed ? 'allows' : 'does not allow'} topic ${topic}`, () => {
    const policy = createPolicy({ rules: [{ scope: 's', actions: ['produce'], topics: patterns }] })
    equal(policy.allows(holder('s'), 'produce', topic), allowed)
  })

test('a request about no topic is allowed to whoever may do the action on some topic', () => {
  const actions: readonly Action[] = [
    'produce',
    'consume',
    'metadata',
    'topic:create',
    'topic:alter',
    'topic:delete',
    'registry:read',
  ]
  const policy = createPolicy({ rules: [{ scope: 's', actions, topics: ['lsst.*'] }] })
  for (const action of actions) equal(policy.allows(holder('s'), action), true, action)
})

test('what reaches the whole cluster needs a rule for every topic', () => {
  const actions: readonly Action[] = ['configs', 'acls', 'groups']
  const some = createPolicy({ rules: [{ scope: 's', actions, topics: ['lsst.*'] }] })
  const all = createPolicy({ rules: [{ scope: 's', actions }] })
  for (const action of actions) {
    equal(some.allows(holder('s'), action), false, action)
    equal(some.allows(holder('s'), action, 'lsst.x'), true, action)
    equal(all.allows(holder('s'), action), true, action)
  }
})

test('rules add up', () => {
  const rules: readonly Rule[] = [
    { scope: 'a', actions: ['produce'], topics: ['x'] },
    { scope: 'a', actions: ['consume'], topics: ['y'] },
    { scope: 'b', actions: ['produce'], topics: ['y'] },
  ]
  const { allows } = createPolicy({ rules })
  equal(allows(holder('a'), 'produce', 'y'), false)
  equal(allows(holder('a', 'b'), 'produce', 'y'), true)
  equal(allows(holder('b'), 'consume', 'y'), false)
})

test('a rule for scope * is for every caller', () => {
  const { allows } = createPolicy({ rules: [{ scope: '*', actions: ['metadata'] }] })
  equal(allows(holder(), 'metadata', 'test'), true)
  equal(allows(holder(), 'produce', 'test'), false)
})

const rules: readonly Rule[] = [
  { scope: 'write:sasquatch', actions: ['produce'], topics: ['lsst.*'] },
  { scope: 'exec:admin', actions: ['produce', 'acls'] },
]
const refusals: ReadonlyArray<readonly [Action, string | undefined, string, string]> = [
  [
    'produce',
    'lsst.x',
    'Not allowed: produce on topic "lsst.x"; it needs one of the scopes write:sasquatch, exec:admin.',
    ', scope="write:sasquatch"',
  ],
  ['produce', 'x', 'Not allowed: produce on topic "x"; it needs the scope exec:admin.', ', scope="exec:admin"'],
  ['acls', undefined, 'Not allowed: acls; it needs the scope exec:admin.', ', scope="exec:admin"'],
  ['consume', 'x', 'Not allowed: consume on topic "x"; no scope allows it here.', ''],
]
for (const [action, topic, message, scope] of refusals)
  test(`a 403 says: ${message}`, () => {
    const policy = createPolicy({ rules })
    throws(() => policy.require(holder('read:tap'), action, topic), {
      name: 'Forbidden',
      status: 403,
      code: 40301,
      message,
      headers: { 'WWW-Authenticate': `Bearer realm="kafka-rest-edge", error="insufficient_scope"${scope}` },
    })
  })

test('what is allowed passes', () => {
  const policy = createPolicy({ rules })
  doesNotThrow(() => policy.require(holder('exec:admin'), 'produce', 'x'))
  doesNotThrow(() => policy.require(holder(), 'public'))
})
