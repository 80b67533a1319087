import { deepEqual, equal, match } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connectAsync } from 'mqtt'
import { WebSocket } from 'ws'
import { createAuthority } from '../support/certificates.ts'
import { secureClient } from '../support/https-request.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { until } from '../support/until.ts'
import { startPublishers } from './publishers.ts'

const authority = createAuthority()
const own = authority.issue()
const trusted = { ca: authority.certificate, reconnectPeriod: 0 }
let proxy: ProxyProcess | undefined
let topic: string

before(async () => {
  topic = await createTopic()
  proxy = await startProxy({
    KAFKA_REST_LISTENERS: 'https://127.0.0.1:0',
    KAFKA_REST_BASE_PATH: '/edge',
    KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: own.certificate,
    KAFKA_REST_SSL_KEYSTORE_KEY: own.key(),
    KAFKA_MQTT_LISTENERS: 'tcp://127.0.0.1:0, ssl://127.0.0.1:0',
    KAFKA_MQTT_WEBSOCKET_ENABLE: 'true',
    KAFKA_MQTT_WEBSOCKET_PATH: '/broker',
    KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*`,
  })
  await until(() => portsOf(proxy).length === 2)
})

after(() => proxy?.stop('SIGKILL'))

function portsOf(process: ProxyProcess | undefined): number[] {
  const started = process?.log.filter((line) => line.includes('"mqtt.started"')) ?? []
  return started.map((line) => JSON.parse(line).port as number)
}

function webSocket(path: string): string {
  return `wss://127.0.0.1:${new URL(proxy?.url ?? '').port}${path}`
}

test('MQTT.js publishes over TCP, TLS and WebSocket, also below the base path, with MQTT 3.1.1 and 5.0', async () => {
  const [plain, secure] = portsOf(proxy)
  const urls = [
    `mqtt://127.0.0.1:${plain}`,
    `mqtts://127.0.0.1:${secure}`,
    webSocket('/broker'),
    webSocket('/edge/broker'),
  ]
  const sent: string[] = []
  await Promise.all(
    urls.map(async (url, index) => {
      for (const protocolVersion of [4, 5] as const) {
        const client = await connectAsync(url, { ...trusted, protocolVersion })
        for (const qos of [0, 1, 2] as const) {
          // Larger than one frame of a WebSocket and one piece of a connection need be.
          const value = `${index} ${protocolVersion} ${qos} ${'x'.repeat(7000)}`
          sent.push(value)
          await client.publishAsync('over/all', value, { qos })
        }
        await client.endAsync()
      }
    }),
  )
  const stored = (await readTopic(topic, sent.length)).map(({ value }) => String(value))
  deepEqual(stored.sort(), sent.sort())
})

test('another path, another subprotocol and text are refused, and HTTP is served as ever', async () => {
  const refused = (path: string, protocols: string[]) =>
    new Promise<number | undefined>((resolve, reject) => {
      const socket = new WebSocket(webSocket(path), protocols, { ca: authority.certificate })
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
      socket.on('open', () => reject(new Error('It is open.')))
      socket.on('error', () => {})
    })
  equal(await refused('/broker', ['chat']), 400)
  equal(await refused('/elsewhere', ['mqtt']), 404)
  const talking = new WebSocket(webSocket('/broker'), ['mqtt'], { ca: authority.certificate })
  talking.on('open', () => talking.send('text'))
  equal(await new Promise((resolve) => talking.on('close', resolve)), 1003)
  const client = secureClient(authority.certificate)
  const { body } = await client.send(`${proxy?.url.replace('http:', 'https:')}/health/ready`)
  equal(JSON.parse(body).mqtt, 'up')
  match((await client.send(`${proxy?.url.replace('http:', 'https:')}/metrics`)).body, /kafka_rest_mqtt_connections 0/)
  client.close()
})

test('a server that stops closes WebSockets and connections, and ends in order', async () => {
  const clients = await Promise.all(
    [`mqtt://127.0.0.1:${portsOf(proxy)[0]}`, webSocket('/broker')].map((url) =>
      connectAsync(url, { ...trusted, protocolVersion: 5 }),
    ),
  )
  const told = clients.map(
    (client) => new Promise((resolve) => client.on('disconnect', ({ reasonCode }) => resolve(reasonCode))),
  )
  const ended = proxy?.stop('SIGTERM')
  deepEqual(await Promise.all(told), [0x8b, 0x8b])
  equal(await ended, 0)
  for (const client of clients) await client.endAsync(true)
})

test('a server that is killed has stored all that it has acknowledged', async () => {
  const target = await createTopic({ partitions: 2 })
  const victim = await startProxy({
    KAFKA_MQTT_LISTENERS: 'mqtt://127.0.0.1:0',
    KAFKA_MQTT_TOPIC_REGEX_LIST: `${target}:.*`,
  })
  await until(() => portsOf(victim).length === 1)
  const url = `mqtt://127.0.0.1:${portsOf(victim)[0]}`
  const options = { protocolVersion: 4 } as const
  const publishers = await startPublishers(url, 'k', [
    { qos: 1, options },
    { qos: 2, options },
  ])
  await until(() => publishers.acknowledged.size > 300)
  await victim.stop('SIGKILL')
  await publishers.stop()
  const stored = new Set((await readTopic(target, publishers.acknowledged.size)).map(({ value }) => String(value)))
  deepEqual(
    [...publishers.acknowledged].filter((value) => !stored.has(value)),
    [],
  )
})
