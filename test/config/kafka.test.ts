import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../shared/config/config.ts'
import { ConfigurationError } from '../../shared/config/load.ts'
import { createAuthority } from '../support/certificates.ts'
import { newFolder } from '../support/folder.ts'
import { needed } from './settings.ts'

type Environment = Record<string, string>

const client = (settings: Environment) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_REST_CLIENT_${name}`, value]))

const kafkaOf = (settings: Environment) => loadConfig({ ...needed, ...client(settings) }).kafka

function problems(settings: Environment, others: Environment = {}): string {
  try {
    loadConfig({ ...needed, ...client(settings), ...others })
    return ''
  } catch (error) {
    ok(error instanceof ConfigurationError)
    return error.problems.join('\n')
  }
}

const ssl = { SECURITY_PROTOCOL: 'SSL' }
const oauth = { SECURITY_PROTOCOL: 'SASL_SSL', SASL_MECHANISM: 'OAUTHBEARER' }
const iam = { SECURITY_PROTOCOL: 'SASL_SSL', SASL_MECHANISM: 'AWS_MSK_IAM' }
const authority = createAuthority()
const own = authority.issue()
const dir = newFolder('kafka-config')

function file(name: string, content: string | Buffer): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

test('whatever form certificates come in, both Kafka clients can be given PEM', () => {
  const inline = kafkaOf({
    ...ssl,
    SSL_TRUSTSTORE_CERTIFICATES: authority.certificate.replaceAll('\n', '\\n'),
    SSL_KEYSTORE_CERTIFICATE_CHAIN: own.certificate + authority.certificate,
    SSL_KEYSTORE_KEY: own.key('secret'),
    SSL_KEY_PASSWORD: 'secret',
  })
  const stores = kafkaOf({
    ...ssl,
    SSL_TRUSTSTORE_LOCATION: file('ca.pem', authority.certificate),
    SSL_KEYSTORE_LOCATION: file('own.p12', own.pkcs12('secret')),
    SSL_KEYSTORE_PASSWORD: 'secret',
  })
  deepEqual(inline.tls, stores.tls)
  match(inline.tls?.ca ?? '', /^-----BEGIN CERTIFICATE/)
  match(inline.tls?.key ?? '', /^-----BEGIN PRIVATE KEY/)
})

const wrong: readonly (readonly [what: string, settings: () => Environment, problem: RegExp])[] = [
  [
    'a store that is not there',
    () => ({ SSL_TRUSTSTORE_LOCATION: join(dir, 'none') }),
    /SSL_TRUSTSTORE_LOCATION: .*none cannot be read \(ENOENT\)/,
  ],
  [
    'a store with another password',
    () => ({ SSL_KEYSTORE_LOCATION: file('a.p12', own.pkcs12('secret')), SSL_KEYSTORE_PASSWORD: 'guess' }),
    /SSL_KEYSTORE_LOCATION: .*a\.p12 .*its password/,
  ],
  [
    'certificates both in the settings and in a store',
    () => ({
      SSL_TRUSTSTORE_CERTIFICATES: authority.certificate,
      SSL_TRUSTSTORE_LOCATION: file('b.pem', authority.certificate),
    }),
    /are both given; one is enough/,
  ],
  ['a store in JKS', () => ({ SSL_TRUSTSTORE_TYPE: 'JKS' }), /'JKS' is none of PEM, PKCS12.*keytool/],
  [
    'a certificate without its key',
    () => ({ SSL_KEYSTORE_CERTIFICATE_CHAIN: own.certificate }),
    /SSL_KEYSTORE_KEY is missing/,
  ],
]

for (const [what, settings, problem] of wrong) {
  test(`${what} is a problem at start`, () => {
    const found = problems({ ...ssl, ...settings() })
    match(found, problem)
    ok(!/PRIVATE|guess/.test(found), found)
  })
}

test('OAUTHBEARER needs to know where tokens come from', () => {
  match(problems(oauth), /SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL must be .* or set .*SASL_OAUTHBEARER_TOKEN/)
  match(
    problems({ ...oauth, SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: 'https://issuer.example/token' }),
    /needs .*CLIENT_ID and .*CLIENT_SECRET, or clientId="…"/,
  )
  match(
    problems({ ...oauth, SASL_OAUTHBEARER_TOKEN: 't', SASL_JAAS_CONFIG: 'extension_auth="x"' }),
    /extension_auth cannot be a SASL extension/,
  )
})

test('a login of MSK takes its region from the brokers’ names, or from its setting', () => {
  const bootstrap = 'b-1.orders.abc123.c2.kafka.eu-central-1.amazonaws.com:9098'
  equal(problems(iam, { KAFKA_REST_BOOTSTRAP_SERVERS: bootstrap }), '')
  equal(problems({ ...iam, SASL_AWS_REGION: 'eu-west-1' }), '')
  match(problems(iam), /SASL_AWS_REGION is missing/)
})

test('what Java clients of MSK and of OAuth set besides is taken', () => {
  const handlers = {
    SASL_CLIENT_CALLBACK_HANDLER_CLASS: 'software.amazon.msk.auth.iam.IAMClientCallbackHandler',
    SASL_LOGIN_CALLBACK_HANDLER_CLASS: 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
  }
  equal(problems({ ...oauth, ...handlers, SASL_OAUTHBEARER_TOKEN: 't' }), '')
  match(problems({ SASL_LOGIN_CALLBACK_HANDLER_CLASS: 'org.example.Own' }), /'org.example.Own' is a Java class/)
})

test('callers’ own names need SASL, callers that are known, and logins that can be read', () => {
  const own = { PRINCIPAL_PROPAGATION: 'true' }
  match(problems({ ...own, ...ssl }), /PROPAGATION=true needs .*SASL_SSL/)
  match(problems({ ...own, ...iam, SASL_AWS_REGION: 'r' }), /PROPAGATION=true needs a way to know callers/)
  const known = { KAFKA_REST_AUTH_JWT_ISSUER: 'https://issuer.example', KAFKA_REST_AUTH_JWT_AUDIENCE: 'kafka' }
  const sasl = { ...own, ...iam, SASL_AWS_REGION: 'r' }
  equal(problems(sasl, known), '')
  for (const logins of ['{', '[1]', '{"a": {"username": "u"}}', '{"a": "secret"}']) {
    const found = problems({ ...sasl, PRINCIPAL_LOGINS: logins }, known)
    match(found, /PRINCIPAL_LOGINS is not JSON like/)
    ok(!found.includes('secret'))
  }
  const { callers } = loadConfig({
    ...needed,
    ...known,
    ...client({ ...sasl, PRINCIPAL_LOGINS: '{"CN=a": {"username": "u", "password": "p"}}' }),
  })
  deepEqual(callers?.users, new Map([['CN=a', { username: 'u', password: 'p' }]]))
})
