import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readArguments, USAGE } from '../../infra/policy/arguments.ts'
import { report } from '../../infra/policy/report.ts'
import { parsePolicy } from '../../shared/auth/policy-text.ts'
import { parseUsers } from '../../shared/auth/users.ts'
import { startGafaelfawr } from '../support/gafaelfawr.ts'
import { startIssuer, trusting } from '../support/issuer.ts'

const policy = [
  'write:sasquatch=produce,metadata@lsst.*,namespace:test',
  'User:alice=consume@group:app-*',
  'write:sasquatch=acls@cluster:abc',
  'exec:admin=*',
].join(';')

/** A command of the project as a process, with these settings only. */
async function run(command: string, args: readonly string[], environment: Record<string, string>, input = '') {
  const path = fileURLToPath(new URL(`../../infra/${command}.ts`, import.meta.url))
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('KAFKA_REST_'))
  const env = { ...Object.fromEntries(inherited), ...environment }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], { env })
  child.stdin.end(input)
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, output, errors }
}

const KAFKA_REST_AUTH_POLICY = policy

test('a token’s rights are those that the server would give it', async (t) => {
  const issuer = await startIssuer()
  t.after(() => issuer.close())
  const token = await issuer.token({ scope: 'write:sasquatch' })
  const { code, output, errors } = await run('policy', ['--token', token], {
    ...trusting(issuer),
    KAFKA_REST_AUTH_POLICY,
  })
  equal(code, 0, errors)
  match(output, /^alice, with write:sasquatch, until 20.*Z, may:\n/)
  deepEqual(output.split('\n').slice(1, -1), [
    '  produce        topics lsst.*, namespace:test',
    '  consume        groups app-*',
    '  metadata       topics lsst.*, namespace:test',
    '  topic:create   no',
    '  topic:alter    no',
    '  topic:delete   no',
    '  configs        no',
    '  acls           clusters abc',
    '  groups         no',
    '  registry:read  no',
  ])
})

test('a token may come from standard input, and one that is refused ends with why', async (t) => {
  const gafaelfawr = await startGafaelfawr()
  t.after(() => gafaelfawr.close())
  const settings = { KAFKA_REST_AUTH_GAFAELFAWR_URL: gafaelfawr.url, KAFKA_REST_AUTH_POLICY }
  const good = await run('policy', ['--token', '-'], settings, `${gafaelfawr.issue({ scopes: ['exec:admin'] })}\n`)
  match(good.output, /produce {8}everything/)
  const token = gafaelfawr.issue()
  gafaelfawr.revoke(token)
  const bad = await run('policy', ['--token', token], settings)
  deepEqual([bad.code, bad.output], [1, ''])
  match(bad.errors, /^401: The token is not valid/)
  equal(bad.errors.includes(token), false)
})

test('somebody with scopes or a name is asked about without credentials, for a topic and a group', async () => {
  const ask = async (...args: string[]) => {
    const { output, errors } = await run('policy', args, { KAFKA_REST_AUTH_POLICY })
    return errors + output
  }
  match(await ask('--scopes', 'write:sasquatch', '--topic', 'lsst.x'), /produce {8}yes\n {2}consume {8}no/)
  match(await ask('--principal', 'alice', '--group', 'app-1'), /^alice, with no scopes, may:\n.*no\n {2}consume {8}yes/)
  match(await ask('--scopes', 'write:sasquatch', '--topic', 'x', '--cluster', 'abc'), /acls {11}yes/)
  match(await ask('--scopes', 'write:sasquatch', '--topic', 'x', '--cluster', 'abd'), /acls {11}no/)
})

test('settings that are wrong are told as the server tells them', async () => {
  const { code, errors } = await run('policy', ['--scopes', 'x'], { KAFKA_REST_AUTH_POLICY: 'x=fly' })
  equal(code, 1)
  match(errors, /KAFKA_REST_AUTH_POLICY: .*"fly" is not an action/)
})

test('a user’s line is made from a name, scopes and a password, and the command knows the user', async () => {
  const made = await run('user', ['alice', 'write:sasquatch'], {}, 'secret\n')
  match(made.output, /^alice: \$scrypt\$[^,]+,r=8,p=1\$[^,]+,write:sasquatch\n$/)
  equal(parseUsers(made.output).size, 1)
  const settings = { KAFKA_REST_AUTH_BASIC_USERS: made.output, KAFKA_REST_AUTH_POLICY }
  const right = await run('policy', ['--user', 'alice'], settings, 'secret')
  match(right.output, /^alice, with write:sasquatch, may:/)
  const wrong = await run('policy', ['--user', 'alice'], settings, 'wrong')
  deepEqual([wrong.code, wrong.errors], [1, '401: The user name or the password is not right.\n'])
})

for (const args of [[], ['alice:x'], ['#alice']] as const)
  test(`a user "${args}" cannot be made`, async () => {
    equal((await run('user', args, {}, 'secret')).code, 1)
  })

test('arguments say whose rights are asked for, once', async () => {
  const read = (...args: string[]) => readArguments(args, async () => 'input')
  deepEqual(await read('--scopes', 'a, b', '--principal', 'p'), { principal: 'p', scopes: ['a', 'b'] })
  equal((await read('--user', 'u')).authorization, `Basic ${Buffer.from('u:input').toString('base64')}`)
  for (const args of [[], ['--token', 'a', '--user', 'b'], ['--topic', 't'], ['--token', 'a', '--scopes', 'b']])
    await rejects(read(...args), { message: USAGE })
  await rejects(read('--tokn', 'x'), /Unknown option/)
})

test('of several rules for an action each is told', async () => {
  const { rules } = parsePolicy('a=produce@x;b=produce@y,group:g')
  const identity = { principal: 'p', scopes: new Set(['a', 'b']), claims: {}, expiresAt: Number.POSITIVE_INFINITY }
  equal((await report(rules, identity, {}))[0], '  produce        topics x; topics y groups g')
})
