import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { connectAsync, type IClientOptions } from 'mqtt'
import type { Packet } from 'mqtt-packet'
import { hashPassword } from '../../shared/auth/scrypt.ts'
import { createAuthority } from '../support/certificates.ts'
import { type Issuer, startIssuer, trusting } from '../support/issuer.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type Listening, startListening } from '../support/mqtt/listening.ts'
import { connectPacket, type RawClient, rawClient } from '../support/mqtt/raw-client.ts'

type Said = Packet & { returnCode?: number; reasonCode?: number }

const VERSIONS = [4, 5] as const
const authority = createAuthority()
const server = authority.issue()
const device = authority.issue({ subject: [['CN', 'device']], hosts: [] })
const stranger = createAuthority('Another authority').issue({ subject: [['CN', 'device']], hosts: [] })
const unknown = authority.issue({ subject: [['CN', 'unknown']], hosts: [] })

let issuer: Issuer
let listening: Listening
let own: string
let foreign: string

before(async () => {
  issuer = await startIssuer()
  own = await createTopic()
  foreign = await createTopic()
  listening = await startListening({
    ...trusting(issuer),
    KAFKA_MQTT_LISTENERS: 'mqtt://127.0.0.1:0, mqtts://127.0.0.1:0',
    KAFKA_MQTT_TOPIC_REGEX_LIST: `${own}:own/.*, ${foreign}:foreign/.*`,
    KAFKA_REST_AUTH_BASIC_USERS: `dora: ${await hashPassword('hunter2')},publish\nerik: ${await hashPassword('hunter2')},read`,
    KAFKA_REST_AUTH_POLICY: `publish=produce@${own}; User:CN=device=produce@${own}; read=consume`,
    KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: server.certificate,
    KAFKA_REST_SSL_KEYSTORE_KEY: server.key(),
    KAFKA_REST_SSL_TRUSTSTORE_CERTIFICATES: authority.certificate,
    KAFKA_REST_SSL_CLIENT_AUTHENTICATION: 'REQUESTED',
  })
})

after(() => Promise.all([listening?.stop(), issuer.close()]))

/** Connects with this in a CONNECT; what is answered. */
async function login(version: 4 | 5, more: object): Promise<{ client: RawClient; code: number | undefined }> {
  const client = await rawClient(listening.ports[0] ?? 0, version)
  client.send(connectPacket(version, more))
  const { cmd, returnCode, reasonCode } = (await client.next()) as Said
  equal(cmd, 'connack')
  return { client, code: returnCode ?? reasonCode }
}

function user(username: string, password: string) {
  return { username, password: Buffer.from(password) }
}

function publish(topic: string, qos: 0 | 1 | 2): Packet {
  return { cmd: 'publish', topic, payload: 'x', qos, messageId: 7, dup: false, retain: false }
}

describe('who may connect', { concurrency: true }, () => {
  for (const version of VERSIONS) {
    const name = version === 4 ? 'MQTT 3.1.1' : 'MQTT 5'
    const [wrong, forbidden] = version === 4 ? [4, 5] : [0x86, 0x87]

    test(`${name}: a user with their password, a token as password, a token as user name`, async () => {
      const token = await issuer.token({ scope: 'publish' })
      for (const credentials of [user('dora', 'hunter2'), user('anything', token), user(token, '')]) {
        const { client, code } = await login(version, credentials)
        equal(code, 0)
        client.close()
      }
    })

    test(`${name}: nobody with a wrong password, an unknown name, or a token that is expired or forged`, async () => {
      const expired = await issuer.token({ scope: 'publish', exp: Math.floor(Date.now() / 1000) - 3600 })
      const forged = `${(await issuer.token()).slice(0, -4)}AAAA`
      for (const credentials of [
        user('dora', 'hunter3'),
        user('nobody', 'hunter2'),
        user('x', expired),
        user('x', forged),
      ]) {
        const { client, code } = await login(version, credentials)
        equal(code, wrong)
        deepEqual(await client.end(), [])
      }
    })

    test(`${name}: nobody without credentials, nor who may not produce at all`, async () => {
      for (const credentials of [{}, user('erik', 'hunter2')]) {
        const { client, code } = await login(version, credentials)
        equal(code, forbidden)
        deepEqual(await client.end(), [])
      }
    })

    test(`${name}: nobody by the name of another caller's client, whose connection stays`, async () => {
      const clientId = `shared-${version}`
      const first = await login(version, { ...user('dora', 'hunter2'), clientId })
      const token = await issuer.token({ scope: 'publish', sub: 'somebody else' })
      const second = await login(version, { ...user('', token), clientId })
      equal(second.code, version === 4 ? 2 : 0x85)
      first.client.send({ cmd: 'pingreq' })
      equal((await first.client.next()).cmd, 'pingresp')
      first.client.close()
    })

    test(`${name}: nobody whose will is for a topic that they may not produce to`, async () => {
      const will = { topic: 'foreign/1', payload: Buffer.from(''), qos: 0, retain: false }
      const { code } = await login(version, { ...user('dora', 'hunter2'), will })
      equal(code, forbidden)
    })
  }
})

describe('what a client may publish', { concurrency: true }, () => {
  test('MQTT 5: a topic that is not theirs is refused by message, and others go on', async () => {
    const { client } = await login(5, user('dora', 'hunter2'))
    const answers: unknown[] = []
    for (const [topic, qos] of [
      ['foreign/1', 1],
      ['foreign/2', 2],
      ['own/1', 1],
    ] as const) {
      client.send(publish(topic, qos))
      const { cmd, reasonCode } = (await client.next()) as Said
      answers.push([cmd, reasonCode ?? 0])
    }
    deepEqual(answers, [
      ['puback', 0x87],
      ['pubrec', 0x87],
      ['puback', 0],
    ])
    client.send(publish('foreign/3', 0))
    deepEqual(
      ((await client.end()) as Said[]).map(({ cmd, reasonCode }) => [cmd, reasonCode]),
      [['disconnect', 0x87]],
    )
  })

  test('MQTT 3.1.1: a topic that is not theirs ends the connection', async () => {
    for (const qos of [0, 1, 2] as const) {
      const { client } = await login(4, user('dora', 'hunter2'))
      client.send(publish('foreign/4', qos))
      deepEqual(await client.end(), [])
    }
  })
})

for (const version of VERSIONS)
  test(`MQTT ${version === 4 ? '3.1.1' : '5'}: a token that expires ends its connection, and no will is published in its name`, async () => {
    const token = await issuer.token({ scope: 'publish', exp: Math.floor(Date.now() / 1000) + 3 })
    const will = { topic: `own/expired/${version}`, payload: Buffer.from('late'), qos: 0, retain: false }
    const { client, code } = await login(version, { ...user('', token), will })
    equal(code, 0)
    client.send(publish('own/in-time', 1))
    equal((await client.next()).cmd, 'puback')
    const said = (await client.end()) as Said[]
    deepEqual(
      said.map(({ cmd, reasonCode }) => [cmd, reasonCode]),
      version === 5 ? [['disconnect', 0x87]] : [],
    )
    const keys = (await readTopic(own, 1)).map(({ key }) => String(key))
    ok(keys.includes('own/in-time') && !keys.includes(will.topic), `${keys}`)
  })

describe('client certificates', { concurrency: true }, () => {
  const withCertificate = (certificate: typeof device | undefined, more: IClientOptions = {}) =>
    connectAsync(`mqtts://127.0.0.1:${listening.ports[1]}`, {
      ca: authority.certificate,
      reconnectPeriod: 0,
      ...(certificate && { cert: certificate.certificate, key: certificate.key() }),
      ...more,
    })

  for (const protocolVersion of VERSIONS)
    test(`a certificate says who connects, MQTT ${protocolVersion}`, async () => {
      const client = await withCertificate(device, { protocolVersion })
      await client.publishAsync('own/by-certificate', 'x', { qos: 1 })
      await client.endAsync()
    })

  test('one of another authority, one of nobody who may produce, and none are refused', async () => {
    for (const certificate of [stranger, unknown, undefined])
      await rejects(withCertificate(certificate, { protocolVersion: 5 }), /refused|authorized|Bad User/i)
  })

  test('credentials of a CONNECT come before the certificate', async () => {
    const client = await withCertificate(unknown, { username: 'dora', password: 'hunter2' })
    await client.publishAsync('own/by-password', 'x', { qos: 2 })
    await client.endAsync()
    await rejects(withCertificate(device, { username: 'dora', password: 'hunter3' }), /refused/i)
  })
})

test('who was refused, and for which topic, is in the audit log; no password and no token is in any line', () => {
  const lines = listening.log.filter(({ event }) => event === 'audit')
  ok(lines.some(({ principal, topics, code }) => principal === 'dora' && `${topics}` === foreign && code === 0x87))
  ok(lines.some(({ principal, code, address }) => principal === undefined && code === 0x86 && address === '127.0.0.1'))
  ok(!/hunter|eyJ/.test(JSON.stringify(listening.log)))
})
