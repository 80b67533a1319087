import { deepEqual, equal, match, ok, throws } from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { cacheFolder } from '../../infra/local/boot/cache.mjs'
import { loadConfig } from '../../shared/config/config.ts'
import { cachedLibrdkafka } from '../../shared/config/librdkafka.ts'
import { ConfigurationError } from '../../shared/config/load.ts'
import { librdkafkaFolderName } from '../../shared/kafka/producer/librdkafka/load.ts'
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
  const { kafka, producer, listeners } = loadConfig(needed)
  deepEqual(listeners, [{ host: '127.0.0.1', port: 8082, secure: false }])
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

const only = (environment: Record<string, string>, exposed = false) => problems(environment, exposed).split('\n')

test('what takes the connection’s word is refused on Lambda, whatever it is run by', () => {
  const header = { KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: 'X-User', KAFKA_REST_AUTH_TRUSTED_HEADER_FROM: '127.0.0.1' }
  equal(problems(header), '')
  match(problems(header, true), /KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: not on Lambda/)
  match(problems({ ...header, AWS_LAMBDA_FUNCTION_NAME: 'f' }), /KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: not on Lambda/)
  const certificates = { KAFKA_REST_SSL_CLIENT_AUTHENTICATION: 'REQUIRED', KAFKA_REST_AUTH_POLICY: '*=metadata' }
  match(problems(certificates, true), /KAFKA_REST_SSL_CLIENT_AUTHENTICATION: not on Lambda/)
})

test('a proxy on loopback of a Lambda is reached by everybody', () => {
  match(problems({ AWS_LAMBDA_FUNCTION_NAME: 'f' }), /Everybody who can reach/)
  equal(problems({ AWS_LAMBDA_FUNCTION_NAME: 'f', KAFKA_REST_AUTH_NONE: 'true' }), '')
})

test('the addresses of a trusted header must be there, and be addresses', () => {
  const header = { KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: 'X-User' }
  match(problems(header), /KAFKA_REST_AUTH_TRUSTED_HEADER_FROM: from: at least one/)
  match(problems({ ...header, KAFKA_REST_AUTH_TRUSTED_HEADER_FROM: 'ingress' }), /ingress is neither an address/)
})

test('client certificates need TLS, authorities, rules that can be read and a policy', () => {
  const asked = { KAFKA_REST_SSL_CLIENT_AUTHENTICATION: 'REQUIRED' }
  const found = only(asked)
  match(found[0] ?? '', /needs a listener with https/)
  match(found[1] ?? '', /KAFKA_REST_AUTH_POLICY is missing: certificates have no scopes/)
  const bad = only({
    ...asked,
    KAFKA_REST_LISTENERS: 'https://127.0.0.1:1',
    KAFKA_REST_SSL_PRINCIPAL_MAPPING_RULES: 'RULE:x',
  })
  match(bad.join('\n'), /KAFKA_REST_SSL_KEYSTORE_LOCATION is missing/)
  match(bad.join('\n'), /KAFKA_REST_SSL_PRINCIPAL_MAPPING_RULES: 'RULE:x' does not begin/)
})

test('a listener with TLS says what is wrong with its files', () => {
  const listener = { KAFKA_REST_LISTENERS: 'https://127.0.0.1:1', KAFKA_REST_SSL_KEYSTORE_LOCATION: '/nowhere/key.pem' }
  match(problems(listener), /KAFKA_REST_SSL_KEYSTORE_LOCATION: \/nowhere\/key.pem cannot be read \(ENOENT\)/)
})

test('more issuers are read as JSON, each with an audience', () => {
  const issuers = (value: unknown) =>
    problems({ KAFKA_REST_AUTH_JWT_ISSUERS: typeof value === 'string' ? value : JSON.stringify(value) })
  const good = { issuer: 'https://a.example', audience: 'edge' }
  equal(issuers([good, { ...good, issuer: 'https://b.example', audience: ['x', 'y'], 'scope.claim': 'roles' }]), '')
  match(issuers('nonsense'), /it is no JSON\./)
  match(issuers(good), /no JSON array/)
  match(issuers([{ issuer: 'https://a.example' }]), /issuer 1: audience is missing/)
  match(issuers([good, { ...good, jwks: 'x' }]), /issuer 2: 'jwks' is none of issuer, audience/)
  match(issuers([{ ...good, issuer: 'a.example' }]), /issuer: a.example is not an http/)
  match(issuers([good, good]), /an issuer is named twice/)
  match(issuers([{ ...good, algorithms: 'HS256' }]), /algorithms: HS256; choose from/)
  match(
    problems({ ...jwt, KAFKA_REST_AUTH_JWT_AUDIENCE: 'a', KAFKA_REST_AUTH_JWT_ALGORITHMS: 'none' }),
    /algorithms: none/,
  )
})

test('introspection needs a login, users need hashes, a policy is given once', () => {
  match(problems({ KAFKA_REST_AUTH_INTROSPECTION_URL: 'https://a.example/x' }), /INTROSPECTION_CLIENT_ID is missing/)
  match(problems({ KAFKA_REST_AUTH_BASIC_USERS: 'alice: secret' }), /KAFKA_REST_AUTH_BASIC_USERS: .*line 1/)
  match(problems({ KAFKA_REST_AUTH_BASIC_USERS_FILE: '/nowhere' }), /KAFKA_REST_AUTH_BASIC_USERS_FILE: ENOENT/)
  match(problems({ KAFKA_REST_AUTH_POLICY_FILE: '/nowhere' }), /KAFKA_REST_AUTH_POLICY_FILE: ENOENT/)
  match(problems({ KAFKA_REST_AUTH_POLICY: 's=acls', KAFKA_REST_AUTH_POLICY_FILE: '/nowhere' }), /set one of them/)
})

test('problems of single settings and problems between settings are listed together', () => {
  const found = problems({
    ...sasl,
    ...jwt,
    KAFKA_REST_BOOTSTRAP_SERVERS: 'nowhere',
    KAFKA_REST_LISTENERS: 'ftp://0.0.0.0:1',
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

test('an engine that is not there is one problem, with what to do about it', () => {
  const asked = { KAFKA_REST_PRODUCER_ENGINE: 'librdkafka', KAFKA_REST_PRODUCER_LIBRDKAFKA_FOLDER: '/nowhere' }
  const problem = problems(asked)
  match(problem, /^KAFKA_REST_PRODUCER_ENGINE=librdkafka: .*is not there: 'npm run librdkafka' gets it[^.]*\.$/)
  equal(problem.split('\n').length, 1)
  equal(loadConfig({ ...needed, KAFKA_REST_PRODUCER_ENGINE: 'edge' }).librdkafka, undefined)
  match(problems({ KAFKA_REST_PRODUCER_ENGINE: 'java' }), /none of edge, librdkafka/)
})

test('librdkafka is looked for where its command puts it', () => {
  for (const environment of [
    { KAFKA_REST_EDGE_CACHE: '/c' },
    { XDG_CACHE_HOME: '/c' },
    { XDG_CACHE_HOME: 'relative' },
  ]) {
    equal(cachedLibrdkafka(environment), join(cacheFolder(environment), librdkafkaFolderName()))
  }
})
