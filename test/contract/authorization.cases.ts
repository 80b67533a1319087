import { ok } from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { AclOperations, AclPermissionTypes, Admin, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka'
import { type Broker, startBroker } from '../../infra/local/kafka/broker.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic } from '../support/kafka.ts'
import { type Case, get, json2, post, refused, type Surroundings } from './case.ts'

interface GuardedBroker extends Broker {
  remove(): Promise<void>
}

let guarded: Promise<GuardedBroker> | undefined

/** A broker that lets the user carol write to `allowed`, describe `visible`, and knows a topic `forbidden`. */
async function guardedBroker(): Promise<GuardedBroker> {
  const dir = newFolder('acl')
  const broker = await startBroker({ dir, users: [{ name: 'carol', password: 'carol-secret' }] })
  for (const name of ['allowed', 'visible', 'forbidden']) await createTopic({ name, kafka: broker.bootstrap })
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker.bootstrap] })
  const rights = [
    { resourceName: 'allowed', operation: AclOperations.WRITE },
    { resourceName: 'visible', operation: AclOperations.DESCRIBE },
  ]
  await admin.createAcls({
    creations: rights.map((right) => ({
      ...right,
      resourceType: ResourceTypes.TOPIC,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:carol',
      host: '*',
      permissionType: AclPermissionTypes.ALLOW,
    })),
  })
  await admin.close()
  return Object.assign(broker, {
    async remove() {
      await broker.stop(0)
      await rm(dir, { recursive: true, force: true })
    },
  })
}

/** The proxy as carol. The broker is the same for all. */
export async function asCarol(): Promise<Surroundings> {
  guarded ??= guardedBroker()
  const { saslBootstrap, remove } = await guarded
  return { environment: login(saslBootstrap, 'carol-secret'), close: remove }
}

/** The proxy with a password that is not carol's. */
export async function asNobody(): Promise<Surroundings> {
  guarded ??= guardedBroker()
  return { environment: login((await guarded).saslBootstrap, 'not-her-secret') }
}

function login(bootstrap: string, password: string): Record<string, string> {
  return {
    KAFKA_REST_BOOTSTRAP_SERVERS: bootstrap,
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    KAFKA_REST_CLIENT_SASL_MECHANISM: 'SCRAM-SHA-512',
    KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: `org.apache.kafka.common.security.scram.ScramLoginModule required username="carol" password="${password}";`,
  }
}

const record = { records: [{ value: 1 }, { value: 2 }] }

/** A produce answer whose every entry failed with the code; its HTTP status is the code's. */
function allFailed(code: number): Case['answers'] {
  const entry = { partition: null, offset: null, error_code: code, error: /\S/ }
  return {
    status: Math.floor(code / 100),
    type: 'application/vnd.kafka.v2+json',
    body: { offsets: [entry, entry], key_schema_id: null, value_schema_id: null },
  }
}

export const authorization: readonly Case[] = [
  {
    name: 'an unauthorised topic answers 403 with entries of 40301',
    contract: 'H.4 23',
    request: post('/topics/forbidden', json2, record),
    answers: allFailed(40301),
  },
  {
    name: 'a topic that may only be described answers 403 with entries of 40301',
    contract: 'H.4 23',
    request: post('/topics/visible', json2, record),
    answers: allFailed(40301),
  },
  {
    name: 'a topic that is allowed is written to',
    contract: 'B.3',
    request: post('/topics/allowed', json2, record),
    answers: { status: 200 },
    afterwards: (_, { text }) => ok(!/"error_code":\d/.test(text), text),
  },
  {
    name: 'describing an unauthorised topic answers 403 with 40301',
    contract: 'D 40301',
    request: get('/topics/forbidden'),
    answers: refused(403, 40301),
  },
  {
    name: 'GET /topics lists what Kafka lets the proxy see',
    contract: 'B.2',
    request: get('/topics'),
    answers: { status: 200, body: ['allowed', 'visible'] },
  },
]

export const authentication: readonly Case[] = [
  {
    name: 'credentials that Kafka refuses answer 401 with entries of 40101',
    contract: 'B.3, D 40101',
    request: post('/topics/allowed', json2, record),
    answers: allFailed(40101),
  },
  {
    name: 'credentials that Kafka refuses answer metadata requests with 401 and 40101',
    contract: 'D 40101',
    request: get('/topics'),
    answers: refused(401, 40101),
    afterwards: (_, { text }) => ok(!text.includes('carol'), text),
  },
]
