import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { anyPort } from '../../../infra/local/processes/ports.ts'
import { type Authority, createAuthority } from '../../support/certificates.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import {
  describeWithMosquitto,
  type Mosquitto,
  mosquittoClient,
  startMosquitto,
  writePasswords,
} from '../../support/mqtt/mosquitto.ts'
import { publishLines } from '../../support/mqtt/publish-lines.ts'
import { until } from '../../support/until.ts'
import { type RunningSource, startSourceHere } from './source-here.ts'

describeWithMosquitto('source mode between an MQTT broker and Kafka', () => {
  let broker: Mosquitto
  before(async () => {
    broker = await startMosquitto()
  })
  after(() => broker.stop())

  /** Source mode that is connected; it ends with the test. */
  async function start(t: TestContext, environment: Record<string, string>): Promise<RunningSource> {
    const running = await startSourceHere(t, { KAFKA_MQTT_SERVER_URI: broker.url, ...environment })
    await until(running.isReady)
    return running
  }

  /** See {@link publishLines}. */
  function publish(topic: string, lines: readonly unknown[], ...args: readonly (string | number)[]): Promise<void> {
    return publishLines(broker, topic, lines, ...args)
  }

  for (const [version, own] of [
    ['3.1.1', '311'],
    ['5', '5'],
  ] as const) {
    test(`by MQTT ${version}: every QoS, in order, the MQTT topic as key and the payload as value`, async (t) => {
      const topic = await createTopic()
      await start(t, {
        KAFKA_MQTT_TOPICS: `all${own}/+/values`,
        KAFKA_MQTT_KAFKA_TOPIC: topic,
        KAFKA_MQTT_QOS: '2',
        KAFKA_MQTT_PROTOCOL_VERSION: version,
      })
      for (const qos of [0, 1, 2]) {
        const lines = Array.from({ length: 50 }, (_, n) => `${qos}-${n}`)
        await publish(`all${own}/${qos}/values`, lines, '-q', qos)
        await readTopic(topic, 50 * (qos + 1))
      }
      const stored = await readTopic(topic, 150)
      deepEqual(
        stored.map(({ key, value }) => `${key} ${value}`),
        [0, 1, 2].flatMap((qos) => Array.from({ length: 50 }, (_, n) => `all${own}/${qos}/values ${qos}-${n}`)),
      )
    })
  }

  test('topics by regular expressions, user properties as headers; what no topic is for and what is too large is dropped, told and counted', async (t) => {
    const topic = await createTopic()
    const source = await start(t, {
      KAFKA_MQTT_TOPICS: 'mapped/#',
      KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:mapped/[a-z]+`,
      KAFKA_MQTT_HEADERS_ENABLE: 'true',
      KAFKA_MQTT_TOPIC_UNMATCHED: 'refuse',
      KAFKA_REST_PRODUCER_MAX_REQUEST_SIZE: '2000',
    })
    await publish('mapped/1', ['of no topic'])
    await publish('mapped/a', ['x'.repeat(3000)])
    await publish('mapped/b', ['good'], '-V', 5, '-D', 'publish', 'user-property', 'site', 'south')
    const [record] = await readTopic(topic, 1)
    equal(String(record?.value), 'good')
    deepEqual(
      record?.headers.map(([name, value]) => `${name}=${value}`),
      ['site=south', 'mqtt.topic=mapped/b', 'mqtt.qos=1', 'mqtt.retain=false'],
    )
    const page = await source.page()
    for (const result of ['stored', 'unmatched', 'refused']) {
      match(page, new RegExp(`kafka_rest_mqtt_source_messages_total{result="${result}"} 1\n`))
    }
    match(page, /kafka_rest_mqtt_source_received_total 3\n/)
    match(page, /kafka_rest_mqtt_source_connected 1\n/)
    match(page, /kafka_rest_mqtt_source_in_flight 0\n/)
    const events = source.log.map((line) => JSON.parse(line).event)
    ok(events.includes('mqtt.topic-unmatched') && events.includes('mqtt.message-refused'), `${events}`)
  })

  test('while the broker is away readiness says so; the connection is made again, and the process goes on', async (t) => {
    const topic = await createTopic()
    const own = await startMosquitto()
    t.after(() => own.stop())
    const source = await start(t, {
      KAFKA_MQTT_SERVER_URI: own.url,
      KAFKA_MQTT_TOPICS: '#',
      KAFKA_MQTT_KAFKA_TOPIC: topic,
      KAFKA_MQTT_CLEAN_SESSION_ENABLED: 'false',
      KAFKA_MQTT_CLIENT_ID: topic,
    })
    await own.kill('SIGKILL')
    await until(async () => !(await source.isReady()))
    await own.restart()
    await until(source.isReady)
    deepEqual(await mosquittoClient('mosquitto_pub', ['-p', own.port, '-q', 1, '-t', 'a', '-m', 'again']), {
      code: 0,
      output: '',
    })
    equal(String((await readTopic(topic, 1))[0]?.value), 'again')
  })

  test('processes with one group share the messages: each comes to one of them', async (t) => {
    const topic = await createTopic()
    const environment = { KAFKA_MQTT_TOPICS: 'shared/#', KAFKA_MQTT_KAFKA_TOPIC: topic, KAFKA_MQTT_SHARE_GROUP: 'edge' }
    const sources = await Promise.all([start(t, environment), start(t, environment)])
    await publish(
      'shared/a',
      Array.from({ length: 200 }, (_, n) => n),
    )
    const values = (await readTopic(topic, 200)).map(({ value }) => Number(value))
    deepEqual(
      values.toSorted((a, b) => a - b),
      Array.from({ length: 200 }, (_, n) => n),
    )
    for (const source of sources) {
      const page = await source.page()
      ok(Number(/source_received_total (\d+)/.exec(page)?.[1]) > 0, page)
    }
  })

  test('with user, password and TLS; a wrong password or an authority it does not know keeps it from being ready, and no log has the password', async (t) => {
    const { at } = writeKeyMaterial()
    writeFileSync(at('other.pem'), createAuthority('Another').certificate)
    await writePasswords(at('passwords'), { edge: 'right-secret' })
    const secured = await startMosquitto([
      'allow_anonymous false',
      `password_file ${at('passwords')}`,
      `certfile ${at('cert.pem')}`,
      `keyfile ${at('key.pem')}`,
    ])
    t.after(() => secured.stop())
    const topic = await createTopic()
    const environment = {
      KAFKA_MQTT_SERVER_URI: `mqtts://localhost:${secured.port}`,
      KAFKA_MQTT_TOPICS: '#',
      KAFKA_MQTT_KAFKA_TOPIC: topic,
      KAFKA_MQTT_USERNAME: 'edge',
      KAFKA_MQTT_PASSWORD: 'right-secret',
      KAFKA_MQTT_SSL_TRUST_STORE_PATH: at('ca.pem'),
    }
    for (const [wrong, word] of [
      [{ KAFKA_MQTT_PASSWORD: 'wrong-secret' }, /Not authorized|Bad username or password/i],
      [{ KAFKA_MQTT_SSL_TRUST_STORE_PATH: at('other.pem') }, /certificate/],
    ] as const) {
      const refused = await startSourceHere(t, { ...environment, ...wrong })
      await until(() => refused.log.some((line) => line.includes('mqtt.source-trouble')))
      equal(await refused.isReady(), false)
      match(refused.log.join('\n'), word)
      ok(!refused.log.join('\n').includes('-secret'))
    }
    await start(t, environment)
    const login = ['-u', 'edge', '-P', 'right-secret', '--cafile', at('ca.pem')]
    const given = ['-h', 'localhost', '-p', secured.port, '-q', 1, '-t', 'a', '-m', 'secured', ...login]
    deepEqual(await mosquittoClient('mosquitto_pub', given), { code: 0, output: '' })
    equal(String((await readTopic(topic, 1))[0]?.value), 'secured')
  })

  test('with a client certificate, by which the broker knows it; without one it is not let in', async (t) => {
    const { at, authority } = writeKeyMaterial()
    const client = authority.issue({ subject: [['CN', 'edge']], hosts: [] })
    writeFileSync(at('client.pem'), `${client.certificate}${client.key()}`)
    writeFileSync(at('access'), 'user edge\ntopic read mine/#\n\nuser localhost\ntopic write #\n')
    const secured = await startMosquitto([
      'require_certificate true',
      'use_identity_as_username true',
      `cafile ${at('ca.pem')}`,
      `certfile ${at('cert.pem')}`,
      `keyfile ${at('key.pem')}`,
      `acl_file ${at('access')}`,
    ])
    t.after(() => secured.stop())
    const topic = await createTopic()
    const environment = {
      KAFKA_MQTT_SERVER_URI: `mqtts://localhost:${secured.port}`,
      KAFKA_MQTT_TOPICS: '#',
      KAFKA_MQTT_KAFKA_TOPIC: topic,
      KAFKA_MQTT_SSL_TRUST_STORE_PATH: at('ca.pem'),
    }
    const refused = await startSourceHere(t, environment)
    await until(() => refused.log.some((line) => line.includes('mqtt.source-trouble')))
    equal(await refused.isReady(), false)
    await start(t, { ...environment, KAFKA_MQTT_SSL_KEY_STORE_PATH: at('client.pem') })
    const login = ['--cafile', at('ca.pem'), '--cert', at('cert.pem'), '--key', at('key.pem')]
    for (const name of ['others/a', 'mine/a']) {
      const given = ['-h', 'localhost', '-p', secured.port, '-q', 1, '-t', name, '-m', name, ...login]
      deepEqual(await mosquittoClient('mosquitto_pub', given), { code: 0, output: '' })
    }
    equal(String((await readTopic(topic, 1))[0]?.value), 'mine/a')
  })

  test('over a WebSocket, with its connection made again', async (t) => {
    const webSocket = await anyPort()
    const own = await startMosquitto(['allow_anonymous true', `listener ${webSocket} 127.0.0.1`, 'protocol websockets'])
    t.after(() => own.stop())
    const topic = await createTopic()
    const source = await start(t, {
      KAFKA_MQTT_SERVER_URI: `ws://127.0.0.1:${webSocket}/mqtt`,
      KAFKA_MQTT_TOPICS: 'web/#',
      KAFKA_MQTT_KAFKA_TOPIC: topic,
    })
    const lines = Array.from({ length: 50 }, (_, n) => String(n))
    await publishLines(own, 'web/a', lines)
    await readTopic(topic, 50)
    await own.kill('SIGKILL')
    await until(async () => !(await source.isReady()))
    await own.restart()
    await until(source.isReady)
    await publishLines(own, 'web/a', ['again'])
    deepEqual(
      (await readTopic(topic, 51)).map(({ value }) => String(value)),
      [...lines, 'again'],
    )
  })
})

/** Files of a broker's TLS: `ca.pem`, `cert.pem` and `key.pem`. */
function writeKeyMaterial(): { readonly at: (name: string) => string; readonly authority: Authority } {
  const folder = newFolder('mqtt-tls')
  const at = (name: string) => join(folder, name)
  const authority = createAuthority()
  const own = authority.issue()
  writeFileSync(at('ca.pem'), authority.certificate)
  writeFileSync(at('cert.pem'), own.certificate)
  writeFileSync(at('key.pem'), own.key())
  return { at, authority }
}
