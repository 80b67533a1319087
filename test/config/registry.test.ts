import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../shared/config/config.ts'
import { ConfigurationError } from '../../shared/config/load.ts'
import type { RegistrySettings } from '../../shared/registry/settings.ts'
import { createAuthority } from '../support/certificates.ts'
import { needed } from './settings.ts'

const PREFIX = 'KAFKA_REST_SCHEMA_REGISTRY_'

/** @param own  names without their common beginning */
function environment(own: Readonly<Record<string, string>>): Record<string, string> {
  const registry = Object.entries(own).map(([name, value]) => [PREFIX + name, value])
  return { ...needed, [`${PREFIX}URL`]: 'https://registry', ...Object.fromEntries(registry) }
}

function settingsOf(own: Readonly<Record<string, string>>, others = {}): RegistrySettings {
  const { registry } = loadConfig({ ...environment(own), ...others })
  ok(registry)
  return registry
}

function problemsOf(own: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig(environment(own))
    return []
  } catch (error) {
    ok(error instanceof ConfigurationError)
    return error.problems
  }
}

const authority = createAuthority()
const client = authority.issue({ subject: [['CN', 'kafka-rest-edge']] })
const chain = 'SSL_KEYSTORE_CERTIFICATE_CHAIN'
const key = 'SSL_KEYSTORE_KEY'

test('without a URL there is no registry', () => {
  equal(loadConfig(needed).registry, undefined)
})

test('with a URL and nothing else, schemas are registered as they are', () => {
  deepEqual(settingsOf({}), {
    urls: ['https://registry'],
    tls: {},
    timeoutMs: 3000,
    register: true,
    normalize: false,
  })
  const { register, normalize } = settingsOf({ AUTO_REGISTER_SCHEMAS: 'false', NORMALIZE_SCHEMAS: 'true' })
  deepEqual([register, normalize], [false, true])
})

test('several URLs are parted by commas, each is taken once', () => {
  deepEqual(settingsOf({ URL: ' http://a:8081/v7/, https://b ,http://a:8081/v7' }).urls, [
    'http://a:8081/v7',
    'https://b',
  ])
})

test('a login in the URLs is taken out of them', () => {
  const taken = (URL: string, rest = {}) => {
    const { urls, userInfo } = settingsOf({ URL, ...rest })
    return [...urls, userInfo]
  }
  deepEqual(taken('http://u:p%40ss@registry:8081/v7/'), ['http://registry:8081/v7', 'u:p@ss'])
  deepEqual(taken('https://u@registry'), ['https://registry', 'u:'])
  deepEqual(taken('http://registry:8081'), ['http://registry:8081', undefined])
  deepEqual(taken('http://u:p@a,http://u:p@b,http://c'), ['http://a', 'http://b', 'http://c', 'u:p'])
  deepEqual(taken('http://u:p@registry', { BASIC_AUTH_USER_INFO: 'a:b' }), ['http://registry', 'a:b'])
})

test('the login is the one that basic.auth.credentials.source names', () => {
  const login = (source: string, others = {}) =>
    settingsOf(
      { URL: 'http://u:p@registry', BASIC_AUTH_USER_INFO: 'a:b', BASIC_AUTH_CREDENTIALS_SOURCE: source },
      others,
    ).userInfo
  equal(login('URL'), 'u:p')
  equal(login('user_info'), 'a:b')
  const jaas = { KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'x required username="k" password="s";' }
  equal(login('SASL_INHERIT', jaas), 'k:s')
})

test('a bearer token is handed on', () => {
  equal(settingsOf({ BEARER_AUTH_TOKEN: 'abc.def' }).token, 'abc.def')
  const source = { BEARER_AUTH_CREDENTIALS_SOURCE: 'STATIC_TOKEN', BEARER_AUTH_TOKEN: 'abc' }
  equal(settingsOf(source).token, 'abc')
})

test('certificates and key are handed on; \\n stands for a line break', () => {
  const { tls } = settingsOf({
    SSL_TRUSTSTORE_CERTIFICATES: authority.certificate,
    [chain]: client.certificate.replaceAll('\n', '\\n'),
    [key]: client.key(),
  })
  deepEqual(tls, { ca: authority.certificate, cert: client.certificate, key: client.key() })
})

test('a key with a password is opened at start', () => {
  const locked = { [chain]: client.certificate, [key]: client.key('s3cret'), SSL_KEY_PASSWORD: 's3cret' }
  equal(settingsOf(locked).tls.key, client.key())
})

const wrong: readonly (readonly [what: string, own: Readonly<Record<string, string>>, problem: RegExp])[] = [
  ['a login that is not percent-encoded', { URL: 'http://u:hunter%@registry' }, /_URL: its user or password/],
  ['URLs with different logins', { URL: 'http://a:b@x,http://c:d@y' }, /_URL: its URLs have different logins/],
  ['one of several URLs that is none', { URL: 'http://a,b:8081' }, /_URL: 'b:8081' is not an http or https URL/],
  ['USER_INFO without one', { BASIC_AUTH_CREDENTIALS_SOURCE: 'USER_INFO' }, /_USER_INFO is missing/],
  ['SASL_INHERIT without a login', { BASIC_AUTH_CREDENTIALS_SOURCE: 'SASL_INHERIT' }, /CLIENT_SASL_JAAS_CONFIG/],
  ['a source that there is not', { BASIC_AUTH_CREDENTIALS_SOURCE: 'FILE' }, /none of URL, USER_INFO, SASL_INHERIT/],
  ['STATIC_TOKEN without one', { BEARER_AUTH_CREDENTIALS_SOURCE: 'STATIC_TOKEN' }, /_TOKEN is missing/],
  ['a token that no header can carry', { BEARER_AUTH_TOKEN: 'a b' }, /_TOKEN is no bearer token/],
  ['a token and a login', { BEARER_AUTH_TOKEN: 'a', BASIC_AUTH_USER_INFO: 'a:b' }, /takes one/],
  ['certificates that are none', { SSL_TRUSTSTORE_CERTIFICATES: 'ca.pem' }, /_SSL_TRUSTSTORE_CERTIFICATES /],
  [
    'a certificate that is cut off',
    { SSL_TRUSTSTORE_CERTIFICATES: authority.certificate.replace(/.{200}(?=-----END)/s, '') },
    /_SSL_TRUSTSTORE_CERTIFICATES /,
  ],
  ['a chain that is none', { [chain]: 'x', [key]: client.key() }, /_SSL_KEYSTORE_CERTIFICATE_CHAIN /],
  ['a key that is none', { [chain]: client.certificate, [key]: 'x' }, /_SSL_KEYSTORE_KEY /],
  ['another certificate’s key', { [chain]: client.certificate, [key]: authority.issue().key() }, /_SSL_KEYSTORE_KEY /],
  ['a locked key without its password', { [chain]: client.certificate, [key]: client.key('a') }, /_SSL_KEYSTORE_KEY /],
  ['a certificate without a key', { [chain]: client.certificate }, /_SSL_KEYSTORE_KEY is missing/],
  ['a key without a certificate', { [key]: client.key() }, /_CERTIFICATE_CHAIN is missing/],
  ['its own routes without a registry', { URL: '', PROXY_ENABLE: 'true' }, /_PROXY_ENABLE=true needs .*_URL/],
]
for (const [what, own, problem] of wrong) {
  test(`${what}: one problem, by the variable’s name`, () => {
    const found = problemsOf(own)
    equal(found.length, 1, found.join('\n'))
    match(found[0] ?? '', problem)
  })
}
