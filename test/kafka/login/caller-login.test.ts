import { deepEqual, equal, notEqual, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { Credentials } from '../../../shared/auth/credentials.ts'
import { Forbidden } from '../../../shared/http/errors/access.ts'
import { callerLogin } from '../../../shared/kafka/login/caller-login.ts'
import { givenToken } from '../../../shared/kafka/login/given-token.ts'
import type { Login } from '../../../shared/kafka/settings.ts'

const users = new Map([['CN=carol', { username: 'carol', password: 'carol-secret' }]])
const options = { mechanism: 'SCRAM-SHA-256', users } as const
const basic = (password: string): Credentials => ({ scheme: 'basic', user: 'alice', password })
const bearer = (token: string): Credentials => ({ scheme: 'bearer', token })
const own: Login = {
  sasl: { mechanism: 'OAUTHBEARER', token: givenToken('own'), extensions: { logicalCluster: 'lkc-1' } },
}

const keyOf = (principal: string, credentials?: Credentials) => callerLogin(principal, credentials, {}, options).key

test('a name and a password are shown to Kafka as they are', () => {
  const { sasl } = callerLogin('alice', basic('alice-secret'), own, options)
  deepEqual(sasl, { mechanism: 'SCRAM-SHA-256', username: 'alice', password: 'alice-secret' })
})

test('a bearer token is shown to Kafka with the extensions of the proxy’s own login', async () => {
  const { sasl } = callerLogin('alice', bearer('abc'), own, options)
  ok(sasl.mechanism === 'OAUTHBEARER')
  deepEqual([(await sasl.token()).value, sasl.extensions], ['abc', { logicalCluster: 'lkc-1' }])
})

test('who is named is the user that stands there, with or without credentials', () => {
  for (const credentials of [undefined, bearer('abc'), basic('x')]) {
    const { sasl } = callerLogin('CN=carol', credentials, own, options)
    deepEqual(sasl, { mechanism: 'SCRAM-SHA-256', username: 'carol', password: 'carol-secret' })
  }
})

test('who has nothing to show is refused, and not served in the proxy’s name', () => {
  throws(() => callerLogin('CN=dave', undefined, own, options), Forbidden)
})

test('clients are shared by who shows the same, and by nobody else', () => {
  equal(keyOf('alice', bearer('abc')), keyOf('alice', bearer('abc')))
  const different = [
    keyOf('alice', bearer('abc')),
    keyOf('alice', bearer('abd')),
    keyOf('alicf', bearer('abc')),
    keyOf('alice', basic('abc')),
    keyOf('alice', basic('abd')),
    keyOf('CN=carol'),
  ]
  equal(new Set(different).size, different.length)
})

test('a key tells nothing of what it was made from', () => {
  notEqual(keyOf('alice', basic('alice-secret')).length, 0)
  ok(!/alice|secret/.test(keyOf('alice', basic('alice-secret'))))
})
