import { deepEqual, equal, match, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../shared/config/config.ts'
import { ConfigurationError } from '../../shared/config/load.ts'
import { needed } from './settings.ts'

function problems(environment: Record<string, string>, exposed = false): string {
  try {
    loadConfig({ ...needed, ...environment }, exposed)
    return ''
  } catch (error) {
    ok(error instanceof ConfigurationError)
    return error.problems.join('\n')
  }
}

const sasl = { KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_SSL' }
const jwt = { KAFKA_REST_AUTH_JWT_ISSUER: 'https://issuer.example' }

test('the least configuration is right, and means what Kafka’s defaults mean', () => {
  const { kafka, producer, listener } = loadConfig(needed)
  deepEqual(listener, { host: '127.0.0.1', port: 8082 })
  deepEqual(kafka.bootstrapServers, ['b1:9092'])
  equal(kafka.tls, undefined)
  equal(kafka.sasl, undefined)
  equal(producer.acks, -1)
  equal(producer.idempotence, true)
})

test('SASL needs a login, and hands it on', () => {
  match(problems(sasl), /KAFKA_REST_CLIENT_SASL_JAAS_CONFIG needs username/)
  const config = 'x required username="u" password="p";'
  const { kafka } = loadConfig({ ...needed, ...sasl, KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: config })
  deepEqual(kafka.sasl, { mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p' })
  deepEqual(kafka.tls, { checkHostname: true })
})

test('SASL without TLS, and TLS without SASL', () => {
  const login = { KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'username=u password=p' }
  equal(loadConfig({ ...needed, ...login, KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'sasl_plaintext' }).kafka.tls, undefined)
  const { kafka } = loadConfig({
    ...needed,
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SSL',
    KAFKA_REST_CLIENT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM: '',
  })
  deepEqual(kafka.tls, { checkHostname: false })
  equal(kafka.sasl, undefined)
})

test('acks 1 needs idempotence to be off', () => {
  match(problems({ KAFKA_REST_PRODUCER_ACKS: '1' }), /ENABLE_IDEMPOTENCE=false/)
  const off = { KAFKA_REST_PRODUCER_ACKS: '1', KAFKA_REST_PRODUCER_ENABLE_IDEMPOTENCE: 'false' }
  equal(loadConfig({ ...needed, ...off }).producer.acks, 1)
  equal(loadConfig({ ...needed, KAFKA_REST_PRODUCER_ACKS: '-1' }).producer.acks, -1)
})

test('who can be reached by others must check callers, or say that somebody else does', () => {
  const open = { KAFKA_REST_LISTENERS: 'http://0.0.0.0:8082' }
  match(problems(open), /Everybody who can reach the proxy could write/)
  match(problems({}, true), /Everybody who can reach the proxy could write/)
  equal(problems({ ...open, KAFKA_REST_AUTH_NONE: 'true' }), '')
  equal(problems({ ...open, KAFKA_REST_AUTH_GAFAELFAWR_URL: 'https://data.example.org' }), '')
  equal(problems({ ...open, ...jwt, KAFKA_REST_AUTH_JWT_AUDIENCE: 'kafka-rest-edge' }), '')
})

test('an issuer without an audience would let in tokens for others', () => {
  match(problems(jwt), /KAFKA_REST_AUTH_JWT_AUDIENCE is missing/)
})

test('a policy is read at start', () => {
  match(problems({ KAFKA_REST_AUTH_POLICY: 'scope=fly' }), /^KAFKA_REST_AUTH_POLICY: .*fly/)
  equal(problems({ KAFKA_REST_AUTH_POLICY: 'scope=produce@lsst.*' }), '')
})

test('problems of single settings and problems between settings are listed together', () => {
  const found = problems({
    ...sasl,
    ...jwt,
    KAFKA_REST_BOOTSTRAP_SERVERS: 'nowhere',
    KAFKA_REST_LISTENERS: 'https://0.0.0.0:1',
    KAFKA_REST_PRODUCER_ACKS: '1',
    KAFKA_REST_AUTH_POLICY: '=',
    KAFKA_REST_TYPO: '',
  })
  const names = ['BOOTSTRAP_SERVERS', 'LISTENERS', 'SASL_JAAS', 'IDEMPOTENCE', 'JWT_AUDIENCE', 'AUTH_POLICY', 'TYPO']
  for (const name of names) match(found, new RegExp(name))
  equal(found.split('\n').length, names.length, found)
})

test('no problem holds a secret', () => {
  const secrets = {
    ...sasl,
    KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'username="u" passwort="hunter2"',
    KAFKA_REST_SCHEMA_REGISTRY_URL: 'http://u:hunter2%@registry',
    KAFKA_REST_SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO: 'u:hunter2',
    KAFKA_REST_CLIENT_SSL_KEYSTORE_KEY: 'hunter2',
    KAFKA_REST_SCHEMA_REGISTRY_BEARER_AUTH_TOKEN: 'hunter2 !',
    KAFKA_REST_SCHEMA_REGISTRY_SSL_KEYSTORE_CERTIFICATE_CHAIN:
      '-----BEGIN CERTIFICATE-----hunter2-----END CERTIFICATE-----',
    KAFKA_REST_SCHEMA_REGISTRY_SSL_KEYSTORE_KEY: '-----BEGIN PRIVATE KEY-----hunter2-----END PRIVATE KEY-----',
    KAFKA_REST_SCHEMA_REGISTRY_SSL_KEY_PASSWORD: 'hunter2',
    KAFKA_REST_SASL_PASSWORD: 'hunter2',
  }
  throws(
    () => loadConfig({ ...needed, ...secrets }),
    (error: Error) => !error.message.includes('hunter2'),
  )
})

test('an operation in a list of endpoints that there is not is a problem, and says where the names are', () => {
  const lists = {
    KAFKA_REST_API_ENDPOINTS_ALLOWLIST: 'api.v3.topics.*, api.v3.*',
    KAFKA_REST_API_ENDPOINTS_BLOCKLIST: 'api.v3.topics.delete,api.v3.topics.remove',
  }
  deepEqual(problems(lists).match(/KAFKA_REST_API_ENDPOINTS_\w+: '.*?'/g), [
    "KAFKA_REST_API_ENDPOINTS_ALLOWLIST: 'api.v3.*'",
    "KAFKA_REST_API_ENDPOINTS_BLOCKLIST: 'api.v3.topics.remove'",
  ])
})
