import { deepEqual, equal, ok } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Packet } from 'mqtt-packet'
import { anyPort } from '../../infra/local/processes/ports.ts'
import { type Listening, startListening } from '../support/mqtt/listening.ts'
import { type RawClient, welcomed } from '../support/mqtt/raw-client.ts'
import { until } from '../support/until.ts'

type Said = Packet & { reasonCode?: number }

/** A listener behind which there is no Kafka at all: nothing is ever acknowledged. */
async function withoutKafka(t: TestContext, settings: Record<string, string> = {}): Promise<Listening> {
  const listening = await startListening({
    KAFKA_REST_BOOTSTRAP_SERVERS: `127.0.0.1:${await anyPort()}`,
    KAFKA_MQTT_TOPIC_REGEX_LIST: 'topic:.*',
    KAFKA_MQTT_LISTENERS_RECEIVE_MAXIMUM: '10',
    KAFKA_MQTT_LISTENERS_QOS0_TIMEOUT_MS: '60000',
    ...settings,
  })
  t.after(() => listening.stop(100))
  return listening
}

function messages(count: number, qos: 0 | 1 | 2, bytes = 100): Packet[] {
  const payload = Buffer.alloc(bytes)
  return Array.from(
    { length: count },
    (_, index) =>
      ({ cmd: 'publish', topic: 'a', payload, qos, messageId: index + 1, dup: false, retain: false }) as Packet,
  )
}

/** How many messages have been taken, once no more are: a ping behind them is not heard. */
async function taken(listening: Listening, qos: number): Promise<number> {
  const metric = () => listening.metric(`kafka_rest_mqtt_messages_total{qos="${qos}"}`)
  let before = -1
  await until(async () => {
    const now = await metric()
    const same = now > 0 && now === before
    before = now
    return same
  })
  return before
}

function silent(client: RawClient): boolean {
  return !client.packets.some(({ cmd }) => cmd === 'pingresp')
}

for (const [version, qos] of [
  [4, 0],
  [4, 1],
  [4, 2],
  [5, 0],
] as const)
  test(`MQTT ${version}: no more of QoS ${qos} are read than may be on their way at once`, async (t) => {
    const listening = await withoutKafka(t)
    const client = await welcomed(listening.ports[0] ?? 0, version)
    client.send(...messages(5000, qos), { cmd: 'pingreq' })
    equal(await taken(listening, qos), 10)
    ok(silent(client))
    client.close()
  })

test('MQTT 5: a client with as many messages under way as it may have is heard, and has no more', async (t) => {
  const listening = await withoutKafka(t)
  const client = await welcomed(listening.ports[0] ?? 0, 5)
  client.send(...messages(10, 1), { cmd: 'pingreq' })
  equal((await client.next()).cmd, 'pingresp')
  client.send({ cmd: 'publish', topic: 'a', payload: '', qos: 1, messageId: 99, dup: false, retain: false })
  deepEqual(
    ((await client.end()) as Said[]).map(({ reasonCode }) => reasonCode),
    [0x93],
  )
})

test('all connections together have no more under way than half of the producer’s memory, and one message each', async (t) => {
  const listening = await withoutKafka(t, { KAFKA_REST_PRODUCER_BUFFER_MEMORY: String(128 * 1024) })
  const clients = await Promise.all(Array.from({ length: 5 }, () => welcomed(listening.ports[0] ?? 0, 4)))
  for (const client of clients) client.send(...messages(10, 1, 8000))
  const count = await taken(listening, 1)
  ok(count >= 8 && count <= 8 + clients.length, `${count}`)
  for (const client of clients) client.close()
})

test('a client that takes no answers is not read for ever, and then closed', async (t) => {
  const listening = await withoutKafka(t, { KAFKA_REST_IDLE_TIMEOUT_MS: '500' })
  const client = await welcomed(listening.ports[0] ?? 0, 4)
  client.socket.pause()
  const pings = Buffer.alloc(64 * 1024, Buffer.from([0xc0, 0]))
  const closed = new Promise((resolve) => client.socket.once('close', resolve))
  const sending = setInterval(() => client.socket.writableLength < 1_000_000 && client.socket.write(pings), 1)
  t.after(() => clearInterval(sending))
  await until(async () => (await listening.metric('kafka_rest_limited_total{limit="mqtt-slow-reader"}')) === 1, 20_000)
  client.socket.resume()
  await closed
})

test('MQTT 5: a message that expires before Kafka can have it is acknowledged and dropped', async (t) => {
  const listening = await withoutKafka(t)
  const client = await welcomed(listening.ports[0] ?? 0, 5)
  client.send(
    ...([1, 2] as const).map(
      (qos) =>
        ({
          cmd: 'publish',
          topic: 'a',
          payload: '',
          qos,
          messageId: qos,
          dup: false,
          retain: false,
          properties: { messageExpiryInterval: 1 },
        }) as Packet,
    ),
  )
  const said = [(await client.next()) as Said, (await client.next()) as Said]
  deepEqual(said.map(({ cmd, messageId, reasonCode }) => [cmd, messageId, reasonCode ?? 0]).sort(), [
    ['puback', 1, 0],
    ['pubrec', 2, 0],
  ])
  equal(await listening.metric('kafka_rest_mqtt_dropped_total{reason="expired"}'), 2)
  client.close()
})

for (const version of [4, 5] as const)
  test(`MQTT ${version}: what Kafka has not taken in time is not acknowledged`, async (t) => {
    const listening = await withoutKafka(t, { KAFKA_REST_PRODUCER_DELIVERY_TIMEOUT_MS: '500' })
    const client = await welcomed(listening.ports[0] ?? 0, version)
    client.send(...messages(1, 2))
    if (version === 5) {
      const { cmd, reasonCode } = (await client.next()) as Said
      deepEqual([cmd, reasonCode], ['pubrec', 0x80])
    } else deepEqual(await client.end(), [])
    client.close()
  })
