import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../shared/config/config.ts'
import { ConfigurationError } from '../../shared/config/load.ts'
import { createAuthority } from '../support/certificates.ts'
import { newFolder } from '../support/folder.ts'
import { needed } from './settings.ts'

const authority = createAuthority()
const own = authority.issue()
const other = authority.issue()
const listening = { KAFKA_REST_LISTENERS: 'https://127.0.0.1:8443' }
const certified = {
  ...listening,
  KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: own.certificate,
  KAFKA_REST_SSL_KEYSTORE_KEY: own.key(),
}

function problems(environment: Record<string, string>): string {
  try {
    loadConfig({ ...needed, ...environment })
    return ''
  } catch (error) {
    ok(error instanceof ConfigurationError)
    return error.problems.join('\n')
  }
}

const tlsOf = (environment: Record<string, string>) => loadConfig({ ...needed, ...environment }).listeners[0]?.tls

test('a listener with TLS speaks 1.2 and 1.3, with Node’s cipher suites', () => {
  const { minVersion, maxVersion, ciphers } = tlsOf(certified) ?? {}
  deepEqual([minVersion, maxVersion, ciphers], ['TLSv1.2', 'TLSv1.3', undefined])
})

test('its versions and cipher suites may be fewer', () => {
  const { minVersion, maxVersion, ciphers } =
    tlsOf({
      ...certified,
      KAFKA_REST_SSL_ENABLED_PROTOCOLS: 'TLSv1.2',
      KAFKA_REST_SSL_CIPHER_SUITES: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,ECDHE-ECDSA-AES256-GCM-SHA384',
    }) ?? {}
  deepEqual([minVersion, maxVersion], ['TLSv1.2', 'TLSv1.2'])
  equal(ciphers, 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384')
  equal(tlsOf({ ...certified, KAFKA_REST_SSL_ENABLED_PROTOCOLS: 'TLSv1.3' })?.minVersion, 'TLSv1.3')
})

test('only listeners with https have TLS', () => {
  const listeners = 'http://127.0.0.1:8082,https://127.0.0.1:8443'
  const config = loadConfig({ ...needed, ...certified, KAFKA_REST_LISTENERS: listeners })
  deepEqual(
    config.listeners.map(({ tls }) => tls !== undefined),
    [false, true],
  )
})

for (const [what, environment, message] of [
  ['no certificate', listening, /SSL_KEYSTORE_LOCATION is missing/],
  ['TLS 1.1', { ...certified, KAFKA_REST_SSL_ENABLED_PROTOCOLS: 'TLSv1.1,TLSv1.2' }, /'TLSv1.1' is neither TLSv1.2/],
  ['SSLv3', { ...certified, KAFKA_REST_SSL_ENABLED_PROTOCOLS: 'SSLv3' }, /'SSLv3' is neither TLSv1.2/],
  ['no version at all', { ...certified, KAFKA_REST_SSL_ENABLED_PROTOCOLS: '' }, /SSL_ENABLED_PROTOCOLS is empty/],
  [
    'an unknown cipher suite',
    { ...certified, KAFKA_REST_SSL_CIPHER_SUITES: 'TLS_NOTHING' },
    /'TLS_NOTHING' is no cipher/,
  ],
  [
    'the key of another certificate',
    { ...certified, KAFKA_REST_SSL_KEYSTORE_KEY: other.key() },
    /SSL_KEYSTORE_KEY .*no certificate of its private key/,
  ],
  [
    'a key without a certificate',
    { ...listening, KAFKA_REST_SSL_KEYSTORE_KEY: own.key() },
    /CERTIFICATE_CHAIN is missing/,
  ],
  [
    'a file that is not there',
    { ...listening, KAFKA_REST_SSL_KEYSTORE_LOCATION: '/nowhere/tls.pem' },
    /cannot be read \(ENOENT\)/,
  ],
  [
    'clients’ certificates of nobody knows whom',
    { ...certified, KAFKA_REST_SSL_CLIENT_AUTHENTICATION: 'REQUIRED', KAFKA_REST_AUTH_POLICY: 'User:a=*' },
    /SSL_TRUSTSTORE_LOCATION is missing/,
  ],
  [
    'JKS by its name',
    { ...certified, KAFKA_REST_SSL_KEYSTORE_TYPE: 'JKS' },
    /SSL_KEYSTORE_TYPE: 'JKS' is none of PEM, PKCS12/,
  ],
] as const) {
  test(`${what} is a problem that names the setting`, () => {
    const text = problems(environment)
    match(text, message)
    ok(!text.includes('PRIVATE KEY'), text)
  })
}

test('a file that is neither PEM nor PKCS#12, and a wrong password, are problems', () => {
  const folder = newFolder('listener-tls')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'store')
  const setting = { ...listening, KAFKA_REST_SSL_KEYSTORE_LOCATION: file }
  for (const [bytes, message] of [
    ['nonsense', /is neither PEM nor PKCS12/],
    [own.pkcs12('right'), /is not opened by its password/],
    [own.certificate, /holds no private key/],
    [own.certificate + own.key('right'), /holds a key that its password does not open/],
  ] as const) {
    writeFileSync(file, bytes)
    match(problems({ ...setting, KAFKA_REST_SSL_KEYSTORE_PASSWORD: 'wrong' }), message)
  }
})
