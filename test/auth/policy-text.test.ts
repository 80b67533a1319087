import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { array, constantFrom, property as forAll, assert as property, string, uniqueArray } from 'fast-check'
import { parsePolicy } from '../../shared/auth/policy-text.ts'
import { defaultRules } from '../../shared/auth/rule.ts'

test('the default policy can be written down', () => {
  const { rules } = parsePolicy('write:sasquatch=produce,consume,metadata,topic:create,registry:read')
  deepEqual(
    rules,
    defaultRules.map((rule) => ({ ...rule, topics: ['*'] })),
  )
})

test('rules have scopes, actions and topics', () => {
  deepEqual(parsePolicy('write:x=produce,metadata@lsst.*,test;read:x=consume').rules, [
    { scope: 'write:x', actions: ['produce', 'metadata'], topics: ['lsst.*', 'test'] },
    { scope: 'read:x', actions: ['consume'], topics: ['*'] },
  ])
})

test('space, line breaks and a last semicolon do not count', () => {
  deepEqual(
    parsePolicy('\n  write:x = produce , metadata @ lsst.* , test ;\n  read:x=consume;\n').rules,
    parsePolicy('write:x=produce,metadata@lsst.*,test;read:x=consume').rules,
  )
})

test('a scope may be an address with an equals sign', () => {
  equal(parsePolicy('https://example.org/scopes?id=7=consume').rules[0]?.scope, 'https://example.org/scopes?id=7')
})

test('* is every action but public', () => {
  equal(parsePolicy('exec:admin=*').rules[0]?.actions.length, 10)
  equal(parsePolicy('exec:admin=*').rules[0]?.actions.includes('public'), false)
})

test('a caller goes by User: and the name, which may be that of a certificate', () => {
  const { rules } = parsePolicy(
    'User:alice=produce; User:CN=edge,OU=Ops=consume@a; "User:a;b=\\"c\\""=acls; User:*=metadata',
  )
  deepEqual(
    rules.map(({ principal, scope, topics }) => [principal, scope, topics]),
    [
      ['alice', undefined, ['*']],
      ['CN=edge,OU=Ops', undefined, ['a']],
      ['a;b="c"', undefined, ['*']],
      [undefined, '*', ['*']],
    ],
  )
})

test('groups and clusters are named behind what they are', () => {
  deepEqual(
    parsePolicy('s=consume@lsst.*,group:app-*,group:"a,b;c=d@e",cluster:4L6g*,topic:x,namespace:lsst.a').rules,
    [
      {
        scope: 's',
        actions: ['consume'],
        topics: ['lsst.*', 'x', 'namespace:lsst.a'],
        groups: ['app-*', 'a,b;c=d@e'],
        clusters: ['4L6g*'],
      },
    ],
  )
})

test('a rule that names groups only is about every topic', () => {
  deepEqual(parsePolicy('s=consume@group:app').rules[0]?.topics, ['*'])
})

test('lines that begin with # are remarks', () => {
  deepEqual(
    parsePolicy('# who; writes = what\n  # and more\nwrite:x=produce@lsst.*;\nread:x#1=consume\n').rules.map(
      ({ scope }) => scope,
    ),
    ['write:x', 'read:x#1'],
  )
})

const problems: ReadonlyArray<readonly [string, string]> = [
  ['', 'it has no rules; write at least one as scope=action,action'],
  [' ; ;', 'it has no rules; write at least one as scope=action,action'],
  ['write:x', '"write:x": it has no "="; write scope=action,action'],
  ['=produce', '"=produce": an empty name is not a scope'],
  ['a b=produce', '"a b=produce": "a b" is not a scope'],
  ['s=produce@a@b', '"s=produce@a@b": it has more than one "@"; topics are parted by commas'],
  ['s=produce@', '"s=produce@": an empty name is not a topic name or a prefix ending in *'],
  ['s=produce@a*b', '"s=produce@a*b": "a*b" is not a topic name or a prefix ending in *'],
  ['s=produce@a/b', '"s=produce@a/b": "a/b" is not a topic name or a prefix ending in *'],
  ['s=produce@namespace:a/b', '"s=produce@namespace:a/b": "namespace:a/b" is not a topic name or a prefix ending in *'],
  ['s=consume@group:', '"s=consume@group:": an empty name is not a consumer group'],
  ['s=consume@cluster:a b', '"s=consume@cluster:a b": "a b" is not a cluster’s id'],
  ['User:=produce', '"User:=produce": "User:" names no caller; write User:name'],
  ['s=consume@group:"a', 'a double quote is not closed'],
]
for (const [text, problem] of problems)
  test(`the policy "${text}" is refused: ${problem}`, () =>
    throws(() => parsePolicy(text), { message: `The policy is not usable: ${problem}` }))

for (const action of ['public', 'Produce', 'write', '', 'toString', '__proto__'])
  test(`"${action}" is no action a rule can name`, () =>
    throws(() => parsePolicy(`s=${action}`), /is not an action; choose from produce, consume, .*registry:read or \*$/))

test('every problem is listed at once', () => {
  throws(
    () => parsePolicy('nonsense; s=fly,produce,swim@a b; t=consume; =*'),
    (error: Error) => {
      deepEqual(
        ['nonsense', '"fly"', '"swim"', '"a b"', 'an empty name is not a scope'].filter(
          (part) => !error.message.includes(part),
        ),
        [],
      )
      return true
    },
  )
})

test('whatever is written down is read back', () => {
  const name = string({ unit: constantFrom('a', 'Z', '0', '.', '_', '-'), minLength: 1, maxLength: 12 })
  const rule = forAll(
    string({ unit: constantFrom('a', ':', '/', '=', '@', ',', '.'), minLength: 1, maxLength: 12 }),
    uniqueArray(constantFrom('produce', 'topic:create', 'registry:read'), { minLength: 1 }),
    array(name, { minLength: 1, maxLength: 3 }),
    (scope, actions, names) => {
      const topics = names.map((topic, index) => (index % 2 === 0 ? topic : `${topic}*`))
      deepEqual(parsePolicy(`${scope}=${actions}@${topics}`).rules, [{ scope, actions, topics }])
    },
  )
  property(rule)
})
