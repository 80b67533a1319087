import { deepEqual, doesNotThrow, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { Action } from '../../shared/auth/actions.ts'
import { anonymous } from '../../shared/auth/none.ts'
import { createPolicy } from '../../shared/auth/policy.ts'
import { defaultRules, type Rule } from '../../shared/auth/rule.ts'
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

test('a rule for a principal is for the caller of that name, to the letter, whatever their scopes', () => {
  const { allows } = createPolicy({ rules: [{ principal: 'alice', actions: ['produce'] }] })
  equal(allows(holder(), 'produce', 'test'), true)
  for (const principal of ['Alice', 'alice2', '', 'User:alice'])
    equal(allows({ ...holder('alice', 'User:alice'), principal }, 'produce', 'test'), false, principal)
})

const namespaces: ReadonlyArray<readonly [string, string, boolean]> = [
  ['namespace:lsst.example', 'lsst.example.flux', true],
  ['namespace:lsst.example', 'lsst.example.inner.flux', false],
  ['namespace:lsst.example', 'lsst.example', false],
  ['namespace:lsst.example', 'lsst.example.', true],
  ['namespace:lsst.example', 'lsst.examples.flux', false],
  ['namespace:lsst.*', 'lsst.example.inner.flux', true],
  ['namespace:lsst.*', 'lsst.flux', false],
  ['namespace:lsst', 'lsst.flux', true],
  ['namespace:*', 'flux', true],
  ['namespace:*', 'a.b', true],
]
for (const [pattern, topic, allowed] of namespaces)
  test(`a rule for ${pattern} ${allowed ? 'allows' : 'does not allow'} topic ${topic}: the prefix before the last dot`, () => {
    const policy = createPolicy({ rules: [{ scope: 's', actions: ['produce'], topics: [pattern] }] })
    equal(policy.allows(holder('s'), 'produce', topic), allowed)
  })

test('a rule for some groups is for what is done in these, on its topics', () => {
  const rule: Rule = { scope: 's', actions: ['consume', 'groups'], topics: ['*'], groups: ['app-*', 'one'] }
  const { allows } = createPolicy({ rules: [rule, { scope: 's', actions: ['consume'], topics: ['a'], groups: ['b'] }] })
  const may = (group: string, topic?: string) => allows(holder('s'), 'consume', topic, group)
  deepEqual(
    [may('app-1'), may('one'), may('app-1', 'x'), may('app'), may('two', 'x')],
    [true, true, true, false, false],
  )
  deepEqual([may('b'), may('b', 'a'), may('b', 'x')], [true, true, false])
  equal(allows(holder('s'), 'consume', 'x'), true, 'what is done in no group is not its business')
  equal(allows(holder('s'), 'groups'), true, 'to list them')
  equal(allows(holder('s'), 'groups', undefined, 'app-1'), true)
  equal(allows(holder('s'), 'groups', undefined, 'b'), false)
})

test('a rule for some clusters holds where one of them is served, and nowhere before that is known', async () => {
  const rules: readonly Rule[] = [
    { scope: 's', actions: ['produce'], clusters: ['abc*', 'x'] },
    { scope: 't', actions: ['produce'], clusters: ['other'] },
    { scope: 'u', actions: ['produce'] },
  ]
  let asked = 0
  const clusterId = async () => {
    asked++
    return 'abc123'
  }
  const policy = createPolicy({ rules, clusterId })
  const allowed = () => ['s', 't', 'u'].filter((scope) => policy.allows(holder(scope), 'produce', 'test'))
  deepEqual(allowed(), ['u'])
  await policy.ready(Date.now() + 1_000)
  deepEqual(allowed(), ['s', 'u'])
  equal(policy.ready(Date.now()), undefined)
  equal(asked, 1)
})

test('rights found before the cluster was known are not kept', async () => {
  const rules: readonly Rule[] = [{ scope: 's', actions: ['produce'], clusters: ['abc'] }]
  const policy = createPolicy({ rules, clusterId: async () => 'abc' })
  const caller = holder('s')
  equal(policy.allows(caller, 'produce', 'test'), false)
  await policy.ready(Date.now() + 1_000)
  equal(policy.allows(caller, 'produce', 'test'), true)
})

test('a policy that names no cluster waits for none', () => {
  const clusterId = () => Promise.reject(new Error('asked'))
  equal(createPolicy({ rules, clusterId }).ready(Date.now()), undefined)
})

test('a 403 about a group names it', () => {
  const policy = createPolicy({ rules: [{ scope: 's', actions: ['consume'], groups: ['mine'] }] })
  throws(() => policy.require(holder(), 'consume', 'x', 'mine'), {
    message: 'Not allowed: consume on topic "x" in group "mine"; it needs the scope s.',
  })
  throws(() => policy.require(holder('s'), 'consume', undefined, 'yours'), {
    message: 'Not allowed: consume in group "yours"; no scope allows it here.',
  })
})

test('who is allowed by name is not told to others', () => {
  const policy = createPolicy({ rules: [{ principal: 'root', actions: ['acls'] }] })
  throws(() => policy.require(holder(), 'acls'), { message: 'Not allowed: acls; no scope allows it here.' })
})

test('a look-up takes no longer for a thousand rules, nor for names made to be slow', () => {
  const many = Array.from({ length: 1_000 }, (_, index): Rule => {
    const topics = [`${'a'.repeat(index % 200)}${index}*`, `namespace:${'a.'.repeat(index % 100)}${index}`]
    return { scope: 's', actions: ['produce'], topics }
  })
  const { allows } = createPolicy({ rules: many })
  const caller = holder('s')
  const names = ['a'.repeat(249), 'a.'.repeat(124), '.'.repeat(249), `${'a'.repeat(248)}!`, '*'.repeat(249)]
  allows(caller, 'produce', 'warm')
  const started = performance.now()
  for (let index = 0; index < 10_000; index++)
    equal(allows(caller, 'produce', names[index % names.length] ?? ''), false)
  const took = performance.now() - started
  equal(took < 2_000, true, `${took} ms for 10,000`)
})
