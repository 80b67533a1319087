import { deepEqual, equal, ok } from 'node:assert/strict'
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { alterUserScramCredentialsV0, ConnectionPool, ScramMechanisms } from '@platformatic/kafka'
import { createApp } from '../../../shared/app.ts'
import type { AwsCredentials } from '../../../shared/aws/signature-v4.ts'
import { readConfig } from '../../../shared/config/read-config.ts'
import { createContext } from '../../../shared/context.ts'
import { mskIamToken } from '../../../shared/kafka/login/msk-iam.ts'
import { createLog } from '../../../shared/telemetry/log.ts'
import { createPrometheusMetrics } from '../../../shared/telemetry/prometheus.ts'
import { createEngine } from '../../support/engine.ts'
import { newFolder } from '../../support/folder.ts'
import { type Issuer, startIssuer } from '../../support/issuer.ts'
import { createTopic } from '../../support/kafka.ts'
import { baseEnvironment } from '../../support/proxy-process.ts'
import { type SecuredBroker, startSecuredBroker } from '../../support/secured-broker.ts'
import { startApp, type Target } from '../../support/targets.ts'
import { told } from '../producer/results.ts'
import { allow } from './acls.ts'
import { startMskStandIn } from './msk-stand-in.ts'
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts'

const audience = 'kafka'
const dir = newFolder('sasl')
let broker: SecuredBroker
let issuer: Issuer
let endpoint: TokenEndpoint
let topic: string

before(async () => {
  issuer = await startIssuer()
  endpoint = await startTokenEndpoint((clientId, lifeSeconds) => {
    const now = Math.floor(Date.now() / 1000)
    return issuer.token({ sub: clientId, aud: audience, iat: now, exp: now + lifeSeconds })
  })
  broker = await startSecuredBroker({
    users: [{ name: 'proxy', password: 'proxy-secret' }],
    issuer: { url: issuer.issuer, audience },
    properties: { 'connections.max.reauth.ms': 2000 },
  })
  topic = await createTopic({ kafka: broker.bootstrap })
  for (const operation of ['READ', 'WRITE'] as const)
    await allow({ kafka: broker.bootstrap, principal: 'User:proxy', topic, operation })
})

after(async () => {
  await broker.remove()
  await Promise.all([issuer.close(), endpoint.close()])
})

function secure(mechanism: string, settings: Record<string, string>): Record<string, string> {
  return {
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.saslSsl,
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_SSL',
    KAFKA_REST_CLIENT_SASL_MECHANISM: mechanism,
    KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: broker.authority.certificate,
    KAFKA_REST_PRODUCER_DELIVERY_TIMEOUT_MS: '5000',
    ...settings,
  }
}

const jaas = (options: string) => ({ KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: `x.y.LoginModule required ${options};` })
const password = jaas('username="proxy" password="proxy-secret"')

/** Stores a record; its error code, or 0. */
async function store(proxy: Target, name = topic): Promise<{ code: number; error: string }> {
  const answer = await proxy.fetch(`/topics/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kafka.json.v2+json' },
    body: '{"records":[{"value":1}]}',
  })
  const body = (await answer.json()) as { offsets?: { error_code: number | null; error: string }[] }
  const [entry] = body.offsets ?? []
  return { code: entry?.error_code ?? 0, error: entry?.error ?? '' }
}

async function read(proxy: Target): Promise<number> {
  const accept = 'application/vnd.kafka.json.v1+json'
  return (await proxy.fetch(`/topics/${topic}/partitions/0/messages?offset=0`, { headers: { accept } })).status
}

function given(settings: Record<string, string>): () => Promise<Record<string, string>> {
  return () => Promise.resolve(settings)
}

const token = (claims: Record<string, unknown> = {}) => issuer.token({ sub: 'proxy', aud: audience, ...claims })
const client = () => ({ KAFKA_REST_CLIENT_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: endpoint.url })

const logins: readonly (readonly [mechanism: string, by: string, settings: () => Promise<Record<string, string>>])[] = [
  ['PLAIN', 'a password', given(password)],
  ['SCRAM-SHA-256', 'a password', given(password)],
  ['SCRAM-SHA-512', 'a password', given(password)],
  [
    'SCRAM-SHA-512',
    'a secret as MSK has them',
    given({ KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: '{"username": "proxy", "password": "proxy-secret"}' }),
  ],
  ['OAUTHBEARER', 'a token', async () => ({ KAFKA_REST_CLIENT_SASL_OAUTHBEARER_TOKEN: await token() })],
  [
    'OAUTHBEARER',
    'a token in a file',
    async () => {
      const file = join(dir, 'token')
      writeFileSync(file, `${await token()}\n`)
      return { KAFKA_REST_CLIENT_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: pathToFileURL(file).href }
    },
  ],
  [
    'OAUTHBEARER',
    'client credentials',
    async () => ({
      ...client(),
      KAFKA_REST_CLIENT_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID: 'proxy',
      KAFKA_REST_CLIENT_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET: endpoint.secret,
      KAFKA_REST_CLIENT_SASL_OAUTHBEARER_SCOPE: 'kafka',
    }),
  ],
  [
    'OAUTHBEARER',
    'client credentials as Java clients write them, with extensions',
    async () => ({
      ...client(),
      ...jaas(`clientId="proxy" clientSecret="${endpoint.secret}" scope="kafka" extension_logicalCluster="lkc-1"`),
    }),
  ],
]

for (const [mechanism, by, settings] of logins) {
  test(`${mechanism} by ${by}, over TLS: records are stored and read as the principal`, async (t) => {
    const proxy = await startApp(secure(mechanism, await settings()))
    t.after(proxy.close)
    deepEqual(await store(proxy), { code: 0, error: '' })
    equal(await read(proxy), 200)
    const listed = (await (await proxy.fetch('/topics')).json()) as string[]
    deepEqual(listed, [topic], 'what others own is not seen')
  })
}

const refusals: readonly (readonly [
  what: string,
  mechanism: string,
  settings: () => Promise<Record<string, string>>,
])[] = [
  ['a wrong password', 'SCRAM-SHA-512', given(jaas('username="proxy" password="guess"'))],
  ['a token for somebody else', 'OAUTHBEARER', oauth(() => token({ aud: 'another' }))],
  ['a token that has expired', 'OAUTHBEARER', oauth(() => token({ exp: Math.floor(Date.now() / 1000) - 3600 }))],
  ['what is no token at all', 'OAUTHBEARER', oauth(() => Promise.resolve('guess'))],
  [
    'a wrong client secret',
    'OAUTHBEARER',
    async () => ({ ...client(), ...jaas('clientId="proxy" clientSecret="guess"') }),
  ],
]

function oauth(make: () => Promise<string>): () => Promise<Record<string, string>> {
  return async () => ({ KAFKA_REST_CLIENT_SASL_OAUTHBEARER_TOKEN: await make() })
}

for (const [what, mechanism, settings] of refusals) {
  test(`${mechanism}: ${what} is unauthenticated at once, and again and again`, async (t) => {
    const proxy = await startApp(secure(mechanism, await settings()))
    t.after(proxy.close)
    for (let i = 0; i < 2; i++) {
      const begun = performance.now()
      equal((await store(proxy)).code, 40101)
      const listed = await proxy.fetch('/topics')
      deepEqual([listed.status, ((await listed.json()) as { error_code: number }).error_code], [401, 40101])
      ok(performance.now() - begun < 4000)
    }
  })
}

test('a token endpoint that is away, or out of order, is no refusal', async (t) => {
  const away = { ...jaas('clientId="proxy" clientSecret="x"'), KAFKA_REST_REQUEST_TIMEOUT_MS: '1500' }
  for (const url of ['http://127.0.0.1:9/token', `${issuer.issuer}/nothing-here`]) {
    const settings = { ...away, KAFKA_REST_CLIENT_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: url }
    const proxy = await startApp(secure('OAUTHBEARER', settings))
    t.after(proxy.close)
    equal((await proxy.fetch('/topics')).status, 503)
  }
})

test('tokens are renewed before they expire, logins as often as the broker wants it, and no record is lost', async (t) => {
  const settings = { ...client(), ...jaas(`clientId="proxy" clientSecret="${endpoint.secret}"`) }
  endpoint.lifeSeconds = 3
  t.after(() => {
    endpoint.lifeSeconds = 600
  })
  const before = endpoint.given()
  const proxy = await startApp(secure('OAUTHBEARER', settings))
  t.after(proxy.close)
  for (let records = 0; endpoint.given() - before < 4; records++) {
    deepEqual(await store(proxy), { code: 0, error: '' }, `record ${records}`)
    ok(records < 100_000)
  }
})

const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a session/token+=' }
const iam: readonly (readonly [
  whose: string,
  credentials: AwsCredentials,
  told: readonly string[],
  accepted: number,
])[] = [
  ['right', key, ['0:0'], 1],
  ['somebody else’s', { ...key, secretAccessKey: 'guess' }, ['unauthenticated'], 0],
]

for (const [whose, credentials, results, accepted] of iam) {
  test(`AWS_MSK_IAM: a token signed with the ${whose} credentials is ${accepted ? 'accepted' : 'refused'}`, async (t) => {
    const own = await createTopic({ kafka: broker.bootstrap })
    await allow({ kafka: broker.bootstrap, principal: 'User:proxy', topic: own, operation: 'WRITE' })
    const region = 'eu-central-1'
    const msk = await startMskStandIn({ target: broker.saslBootstrap, region, credentials: key, token })
    const sasl = {
      mechanism: 'OAUTHBEARER',
      token: mskIamToken({ region, credentials: async () => credentials }),
    } as const
    const engine = createEngine({ through: [msk], kafka: { sasl } })
    t.after(() => engine.close(Date.now() + 5000).then(msk.close))
    const stored = await engine.produce(own, [{ key: null, value: Buffer.from('x') }], Date.now() + 5000)
    deepEqual(told(stored), results)
    equal(msk.accepted() > 0, accepted > 0)
  })
}

test('a password that has changed is read again when the broker refuses the old one, and no record is lost', async (t) => {
  const file = join(dir, 'jaas')
  const write = (word: string) => writeFileSync(file, `x required username="rotated" password="${word}";\n`)
  const settings = { KAFKA_REST_CLIENT_SASL_JAAS_CONFIG_FILE: file }
  const own = await createTopic({ kafka: broker.bootstrap })
  await allow({ kafka: broker.bootstrap, principal: 'User:rotated', topic: own, operation: 'WRITE' })
  await setPassword('rotated', 'first')
  write('first')
  const proxy = await startProxyWithSecrets(secure('SCRAM-SHA-512', settings))
  t.after(proxy.close)
  deepEqual(await store(proxy, own), { code: 0, error: '' })
  write('second')
  await setPassword('rotated', 'second')
  // Longer than a login lasts: the connection that was made with the first password is of no use any more.
  const until = Date.now() + 3000
  while (Date.now() < until) deepEqual(await store(proxy, own), { code: 0, error: '' })
})

async function setPassword(name: string, word: string): Promise<void> {
  const salt = randomBytes(16)
  const iterations = 4096
  const saltedPassword = pbkdf2Sync(word, salt, iterations, 64, 'sha512')
  const changed = { name, mechanism: ScramMechanisms.SCRAM_SHA_512, iterations, salt, saltedPassword }
  const [host = '', port] = broker.bootstrap.split(':')
  const pool = new ConnectionPool('test')
  const connection = await pool.get({ host, port: Number(port) })
  await alterUserScramCredentialsV0.api.async(connection, [], [changed])
  await pool.close()
}

/** Like the entries, which read secrets where they are. */
async function startProxyWithSecrets(settings: Record<string, string>): Promise<Target> {
  const config = await readConfig({ ...baseEnvironment(), ...settings })
  const context = createContext(config, { log: createLog('silent'), createMetrics: createPrometheusMetrics })
  const app = createApp(context)
  return {
    name: 'the app in process',
    fetch: async (path, init) => app.request(`http://proxy.test${path}`, init),
    close: () => context.close(Date.now() + 5000),
  }
}
