import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { subjectOf } from '../../shared/auth/mtls.ts'
import { createPrincipalMapping } from '../../shared/auth/principal-mapping.ts'
import { parsePrincipalRules } from '../../shared/auth/principal-rules.ts'
import { createAuthority } from '../support/certificates.ts'

const map = (rules: string, subject: string) => createPrincipalMapping(parsePrincipalRules(rules))(subject)

/** The rules of KIP-371's text. */
const documented = [
  'RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/',
  'RULE:^CN=(.*?),OU=(.*?),O=(.*?),L=(.*?),ST=(.*?),C=(.*?)$/$1@$2/L',
  'RULE:^.*[Cc][Nn]=([a-zA-Z0-9.]*).*$/$1/L',
  'DEFAULT',
].join(',')

const cases: ReadonlyArray<readonly [rules: string, subject: string, principal: string | undefined]> = [
  ['', 'CN=edge,O=Org', 'CN=edge,O=Org'],
  ['DEFAULT', 'CN=edge,O=Org', 'CN=edge,O=Org'],
  [documented, 'CN=serviceuser,OU=ServiceUsers,O=Unknown,L=Unknown,ST=Unknown,C=Unknown', 'serviceuser'],
  [documented, 'CN=adminUser,OU=Admin,O=Unknown,L=Unknown,ST=Unknown,C=Unknown', 'adminuser@admin'],
  [documented, 'OU=x,cn=Some.One', 'some.one'],
  [documented, 'O=nobody', 'O=nobody'],
  ['RULE:^CN=(.*)$/$1/U', 'CN=edge', 'EDGE'],
  ['RULE:^CN=(.*)$/$1/ , DEFAULT', 'O=x', 'O=x'],
  ['RULE:^CN=a$/b/', 'CN=c', undefined],
  ['RULE:CN=a/b/', 'xCN=ax', undefined],
  ['RULE:^CN=(\\w+)\\/host$/svc\\/$1/', 'CN=edge/host', 'svc/edge'],
  ['RULE:^CN=(.*),.*$/$1$2$0/', 'CN=a,O=b', 'a$2CN=a,O=b'],
  ['RULE:^CN=(a)?.*$/x$1/', 'CN=b', 'x'],
]
for (const [rules, subject, principal] of cases)
  test(`by ${rules.slice(0, 50) || 'no rules'} ${subject} is ${principal}`, () => equal(map(rules, subject), principal))

for (const rules of [
  'RULE',
  'RULE:a',
  'RULE:a/b',
  'RULE:/b/',
  'RULE:a/b/X',
  'DEFAULT,',
  'DEFAULTRULE:a/b/',
  'x',
  'RULE:a/b/L,,DEFAULT',
  'default',
])
  test(`${rules} is no list of rules`, () =>
    throws(() => parsePrincipalRules(rules), /does not begin with DEFAULT or RULE/))

for (const pattern of ['(?=a)b', '(a)\\1', '(', '[z-a]'])
  test(`the pattern ${pattern} cannot be used`, () =>
    throws(() => map(`RULE:${pattern}/x/`, 'a'), /no regular expression of RE2/))

for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(.*)*x$', '^(([a-z])+.)+[A-Z]([a-z])+$'])
  test(`the pattern ${pattern} takes no longer for a subject made to be slow`, () => {
    const mapping = createPrincipalMapping(parsePrincipalRules(`RULE:${pattern}/x/,DEFAULT`))
    const started = performance.now()
    for (let round = 0; round < 20; round++) mapping(`${'a'.repeat(1_000)}!`)
    ok(performance.now() - started < 2_000, `${performance.now() - started} ms`)
  })

test('a subject is written as Java writes it, last part first, special characters escaped', () => {
  const { certificate } = createAuthority().issue({
    subject: [
      ['C', 'DE'],
      ['O', 'Duke, Inc. + Co'],
      ['OU', 'a\nb'],
      ['OU', 'x\\'],
      ['CN', 'edge #1'],
    ],
    hosts: [],
  })
  equal(subjectOf(new X509Certificate(certificate)), 'CN=edge #1,OU=x\\\\,OU=a\\0Ab,O=Duke\\, Inc. \\+ Co,C=DE')
})

test('no value of a subject can look like another part of it', () => {
  const authority = createAuthority()
  const subjects = ['x,OU=ServiceUsers', 'x\nOU=ServiceUsers', 'x + OU=ServiceUsers', 'x+OU=ServiceUsers'].map(
    (value) => subjectOf(new X509Certificate(authority.issue({ subject: [['CN', value]], hosts: [] }).certificate)),
  )
  const mapping = createPrincipalMapping(parsePrincipalRules('RULE:^CN=([a-z]+)[,+]OU=ServiceUsers$/$1/'))
  deepEqual(
    subjects.map((subject) => mapping(subject)),
    [undefined, undefined, undefined, undefined],
  )
})

test('parts that belong together stand with a plus between them', () => {
  equal(subjectOf({ subject: 'C=US\nO=a + OU=b\nCN=x' }), 'CN=x,O=a+OU=b,C=US')
})
