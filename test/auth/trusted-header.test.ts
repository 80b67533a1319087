import { deepEqual, equal, throws } from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { createTrustedHeaderVerifier, type TrustedHeaderOptions } from '../../shared/auth/trusted-header.ts'

const options = { header: 'X-Auth-Request-User', from: ['10.0.0.0/8', '192.168.1.7', 'fd00::/8', '::1'] }

/** Who a request from an address is taken for. */
function identify(
  address: string | undefined,
  headers: Record<string, string>,
  more: Partial<TrustedHeaderOptions> = {},
) {
  const { identify: by } = createTrustedHeaderVerifier({ ...options, ...more })
  const header = (name: string) => headers[name.toLowerCase()]
  return by({ header, socket: { remoteAddress: address } as Socket })
}

for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.1.7', 'fd12::1', '::1'])
  test(`${address} says who is calling`, () =>
    equal(identify(address, { 'x-auth-request-user': 'alice' })?.principal, 'alice'))

for (const address of [
  '11.0.0.1',
  '192.168.1.8',
  '::ffff:11.0.0.1',
  '::2',
  'fe80::1%eth0',
  '127.0.0.1',
  '',
  undefined,
  'nonsense',
])
  test(`what ${address} says means nothing`, () =>
    equal(identify(address, { 'x-auth-request-user': 'alice' }), undefined))

test('where connections are not known nobody is believed', () => {
  const { identify: by } = createTrustedHeaderVerifier({ ...options, from: ['0.0.0.0/0', '::/0'] })
  equal(by({ header: () => 'alice' }), undefined)
})

test('a request without the header says nothing', () => {
  equal(identify('10.0.0.1', {}), undefined)
  equal(identify('10.0.0.1', { 'x-auth-request-user': '' }), undefined)
})

for (const name of ['alice, mallory', 'a\tb', 'a\u0000', 'x'.repeat(256), 'a\u200bb'])
  test(`${JSON.stringify(name.slice(0, 20))} names no caller: 401`, () =>
    throws(() => identify('10.0.0.1', { 'x-auth-request-user': name }), { status: 401 }))

test('scopes are those that everybody has and those of the header', () => {
  const scopes = { scopes: ['write:sasquatch'], scopesHeader: 'X-Auth-Request-Groups' }
  const found = identify('10.0.0.1', { 'x-auth-request-user': 'a', 'x-auth-request-groups': 'g1,g2  g3, ' }, scopes)
  deepEqual([...(found?.scopes ?? [])], ['write:sasquatch', 'g1', 'g2', 'g3'])
  const without = identify('10.0.0.1', { 'x-auth-request-user': 'a', 'x-auth-request-groups': 'g1' })
  deepEqual([...(without?.scopes ?? [])], [])
})

for (const from of [
  [],
  ['10.0.0.0/33'],
  ['localhost'],
  ['10.0.0.0/8/8'],
  ['10.0.0'],
  ['::1/129'],
  ['10.0.0.0/'],
  ['/8'],
])
  test(`[${from}] is not where an ingress can be`, () =>
    throws(() => createTrustedHeaderVerifier({ ...options, from }), /^Error: from: /))
