import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Packet } from 'mqtt-packet'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type Listening, startListening } from '../support/mqtt/listening.ts'
import { bytesOf, connectPacket, type RawClient, rawClient, welcomed } from '../support/mqtt/raw-client.ts'
import { until } from '../support/until.ts'
import { packet, text } from './malformed.cases.ts'

type Said = Packet & {
  returnCode?: number
  reasonCode?: number
  sessionPresent?: boolean
  properties?: Record<string, unknown>
  granted?: number[]
}

const VERSIONS = [4, 5] as const
let listening: Listening
let topic: string
let other: string
let names = 0

before(async () => {
  topic = await createTopic()
  other = await createTopic()
  listening = await startListening({
    KAFKA_MQTT_TOPIC_REGEX_LIST: `${other}:other/.*, nowhere-${topic}:nowhere/.*, ${topic}:in/.*`,
    KAFKA_MQTT_LISTENERS_RECEIVE_MAXIMUM: '5',
    KAFKA_MQTT_LISTENERS_KEEPALIVE_MAX_SECONDS: '600',
  })
})

after(() => listening.stop())

/** A topic that no other test publishes to. */
function fresh(): string {
  return `in/${process.pid}/${names++}`
}

function open(version: 4 | 5, more: object = {}): Promise<RawClient> {
  return welcomed(listening.ports[0] ?? 0, version, more)
}

function publish(to: string, qos: 0 | 1 | 2, more: object = {}): Packet {
  return {
    cmd: 'publish',
    topic: to,
    payload: 'payload',
    qos,
    messageId: 7,
    dup: false,
    retain: false,
    ...more,
  } as Packet
}

async function next(client: RawClient): Promise<Said> {
  return (await client.next()) as Said
}

/** What of the answer counts: which it is, and its reason. */
async function answer(client: RawClient): Promise<unknown[]> {
  const { cmd, reasonCode, returnCode, messageId } = await next(client)
  return [cmd, ...(messageId === undefined ? [] : [messageId]), reasonCode ?? returnCode ?? 0]
}

/** Values stored under an MQTT topic, once there are so many. */
async function stored(key: string, count: number, where = topic): Promise<string[]> {
  let found: string[] = []
  await until(async () => {
    const records = await readTopic(where, 0)
    found = records.filter((record) => String(record.key) === key).map(({ value }) => String(value))
    return found.length >= count
  })
  return found
}

describe('the listener', { concurrency: true }, () => {
  test('MQTT 5: CONNACK says what there is not, and names a client that has no name', async () => {
    const client = await rawClient(listening.ports[0] ?? 0, 5)
    client.send(connectPacket(5, { properties: { sessionExpiryInterval: 300 } }))
    const { sessionPresent, reasonCode, properties = {} } = await next(client)
    deepEqual([sessionPresent, reasonCode], [false, 0])
    const { assignedClientIdentifier, ...others } = properties
    match(String(assignedClientIdentifier), /^[0-9a-f-]{36}$/)
    deepEqual(others, {
      sessionExpiryInterval: 0,
      receiveMaximum: 5,
      retainAvailable: false,
      wildcardSubscriptionAvailable: false,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: false,
      maximumPacketSize: 8095,
      topicAliasMaximum: 16,
      serverKeepAlive: 600,
    })
    client.close()
  })

  test('MQTT 3.1.1: a session that is to be kept is a new one, and a client without a name is let in', async () => {
    for (const more of [{ clean: false, clientId: 'kept' }, { clientId: '' }]) {
      const client = await rawClient(listening.ports[0] ?? 0, 4)
      client.send(connectPacket(4, more))
      const { sessionPresent, returnCode } = await next(client)
      deepEqual([sessionPresent, returnCode], [false, 0])
      client.close()
    }
  })

  test('packets that come in one piece behind a CONNECT are taken in their order', async () => {
    const to = fresh()
    const client = await rawClient(listening.ports[0] ?? 0, 4)
    const many = Array.from({ length: 40 }, (_, index) => publish(to, 1, { messageId: index + 1, payload: `${index}` }))
    client.send(connectPacket(4), ...many, { cmd: 'disconnect' })
    await client.end()
    deepEqual(
      await stored(to, 40),
      Array.from({ length: 40 }, (_, index) => `${index}`),
    )
  })

  for (const version of VERSIONS) {
    const name = version === 4 ? 'MQTT 3.1.1' : 'MQTT 5'

    test(`${name}: a PINGREQ is answered, an unsubscription is granted, and no subscription`, async () => {
      const client = await open(version)
      client.send({ cmd: 'pingreq' })
      deepEqual(await answer(client), ['pingresp', 0])
      const filters = ['plain', 'wild/+/card', '$share/group/topic', 'not/a#filter']
      const subscriptions = filters.map((filter) => ({ topic: filter, qos: 1, nl: false, rap: false, rh: 0 }) as const)
      client.send({ cmd: 'subscribe', messageId: 3, subscriptions })
      const { granted } = await next(client)
      deepEqual(granted, version === 4 ? [0x80, 0x80, 0x80, 0x80] : [0x83, 0xa2, 0x9e, 0x8f])
      client.send({ cmd: 'unsubscribe', messageId: 4, unsubscriptions: ['plain', 'wild/#'] })
      const unsuback = await next(client)
      deepEqual([unsuback.cmd, unsuback.messageId], ['unsuback', 4])
      if (version === 5) deepEqual(unsuback.granted, [0x11, 0x11])
      client.close()
    })

    test(`${name}: QoS 2 is stored once, whatever is sent again before it is released`, async () => {
      const to = fresh()
      const client = await open(version)
      const message = publish(to, 2)
      const again = publish(to, 2, { dup: true })
      client.send(message, again, again)
      deepEqual(await answer(client), ['pubrec', 7, 0])
      client.send(again)
      deepEqual(await answer(client), ['pubrec', 7, 0])
      client.send({ cmd: 'pubrel', messageId: 7 })
      deepEqual(await answer(client), ['pubcomp', 7, 0])
      client.send({ cmd: 'pubrel', messageId: 7 })
      deepEqual(await answer(client), ['pubcomp', 7, version === 5 ? 0x92 : 0])
      deepEqual(await stored(to, 1), ['payload'])
      client.send(publish(to, 2, { payload: 'another' }))
      deepEqual(await answer(client), ['pubrec', 7, 0])
      deepEqual(await stored(to, 2), ['payload', 'another'])
      client.close()
    })

    test(`${name}: a release of what Kafka does not have yet ends the connection`, async () => {
      const client = await open(version)
      client.send(publish(fresh(), 2), { cmd: 'pubrel', messageId: 7 })
      const said = (await client.end()) as Said[]
      deepEqual(
        said.map(({ cmd, reasonCode }) => [cmd, reasonCode]),
        version === 5 ? [['disconnect', 0x82]] : [],
      )
    })

    test(`${name}: a packet identifier of a message that is not released belongs to no other`, async () => {
      const client = await open(version)
      client.send(publish(fresh(), 2))
      deepEqual(await answer(client), ['pubrec', 7, 0])
      client.send(publish(fresh(), 1))
      if (version === 5) deepEqual(await answer(client), ['puback', 7, 0x91])
      else deepEqual(await client.end(), [])
      client.close()
    })

    test(`${name}: QoS 0, 1 and 2 are stored with the topic as their key, empty payloads as such`, async () => {
      const to = fresh()
      const client = await open(version)
      client.send(publish(to, 0, { payload: 'zero' }), publish(to, 1, { payload: '' }))
      deepEqual(await answer(client), ['puback', 7, 0])
      client.send(publish(to, 2, { payload: 'two' }))
      deepEqual(await answer(client), ['pubrec', 7, 0])
      deepEqual(await stored(to, 3), ['zero', '', 'two'])
      const record = (await readTopic(topic, 3)).find(({ key, value }) => String(key) === to && value?.length === 0)
      deepEqual(record?.headers, [])
      client.close()
    })

    test(`${name}: a message to no Kafka topic is acknowledged, counted and dropped`, async () => {
      const client = await open(version)
      const before = await listening.metric('kafka_rest_mqtt_unmatched_total')
      client.send(publish('nobody/wants/it', 0), publish('nobody/wants/it', 1))
      deepEqual(await answer(client), ['puback', 7, version === 5 ? 0x10 : 0])
      client.send(publish('nobody/wants/it', 2))
      deepEqual(await answer(client), ['pubrec', 7, version === 5 ? 0x10 : 0])
      client.send({ cmd: 'pubrel', messageId: 7 })
      deepEqual(await answer(client), ['pubcomp', 7, 0])
      ok((await listening.metric('kafka_rest_mqtt_unmatched_total')) - before >= 3)
      client.close()
    })

    test(`${name}: what Kafka refuses is not acknowledged`, async () => {
      const client = await open(version)
      client.send(publish('nowhere/at/all', 1))
      if (version === 5) {
        const { cmd, reasonCode, properties } = await next(client)
        deepEqual([cmd, reasonCode], ['puback', 0x90])
        ok(properties?.reasonString)
      } else deepEqual(await client.end(), [])
      client.close()
    })

    test(`${name}: the will of who goes without a word is published, of who says goodbye is not`, async () => {
      const [lost, kept] = [fresh(), fresh()]
      const will = (to: string) => ({ will: { topic: to, payload: Buffer.from('gone'), qos: 1, retain: false } })
      const polite = await open(version, will(kept))
      polite.send({ cmd: 'disconnect' })
      await polite.end()
      const rude = await open(version, will(lost))
      rude.close()
      deepEqual(await stored(lost, 1), ['gone'])
      deepEqual(await stored(kept, 0), [])
    })

    test(`${name}: another connection of the same client takes its place, and the will of the first is published`, async () => {
      const to = fresh()
      const will = { topic: to, payload: Buffer.from('replaced'), qos: 0, retain: false }
      const first = await open(version, { clientId: `twin-${version}`, will })
      const second = await open(version, { clientId: `twin-${version}` })
      const said = (await first.end()) as Said[]
      deepEqual(
        said.map(({ cmd, reasonCode }) => [cmd, reasonCode]),
        version === 5 ? [['disconnect', 0x8e]] : [],
      )
      second.send({ cmd: 'pingreq' })
      deepEqual(await answer(second), ['pingresp', 0])
      deepEqual(await stored(to, 1), ['replaced'])
      second.close()
    })
  }

  test('MQTT 5: a topic alias stands for its topic, until it gets another', async () => {
    const [one, two] = [fresh(), fresh()]
    const client = await open(5)
    client.send(
      publish(one, 0, { payload: '1', properties: { topicAlias: 1 } }),
      publish('', 0, { payload: '2', properties: { topicAlias: 1 } }),
      publish(two, 0, { payload: '3', properties: { topicAlias: 1 } }),
      publish('', 0, { payload: '4', properties: { topicAlias: 1 } }),
      publish(one, 0, { payload: '5' }),
    )
    deepEqual(await stored(one, 3), ['1', '2', '5'])
    deepEqual(await stored(two, 2), ['3', '4'])
    client.close()
  })

  test('MQTT 5: more than the receive maximum at once ends the connection, released ones do not count', async () => {
    const client = await open(5)
    for (let round = 0; round < 3; round++) {
      const ids = [1, 2, 3, 4, 5]
      client.send(...ids.map((messageId) => publish(fresh(), 2, { messageId })))
      for (const _ of ids) equal((await next(client)).cmd, 'pubrec')
      client.send(...ids.map((messageId) => ({ cmd: 'pubrel', messageId }) as const))
      for (const _ of ids) equal((await next(client)).cmd, 'pubcomp')
    }
    client.send(...[1, 2, 3, 4, 5].map((messageId) => publish(fresh(), 2, { messageId })))
    for (let id = 0; id < 5; id++) equal((await next(client)).cmd, 'pubrec')
    client.send(publish(fresh(), 1, { messageId: 6 }))
    deepEqual(
      ((await client.end()) as Said[]).map(({ reasonCode }) => reasonCode),
      [0x93],
    )
  })

  test('MQTT 3.1.1: as many messages as a client likes are taken, as fast as Kafka takes them, in their order', async () => {
    const to = fresh()
    const client = await open(4)
    const count = 2000
    client.send(
      ...Array.from({ length: count }, (_, index) => publish(to, 2, { messageId: index + 1, payload: `${index}` })),
    )
    for (let index = 0; index < count; index++) equal((await next(client)).cmd, 'pubrec')
    deepEqual(
      await stored(to, count),
      Array.from({ length: count }, (_, index) => `${index}`),
    )
    client.close()
  })

  test('MQTT 5: a payload that is not UTF-8 as it says is refused, one that is is stored', async () => {
    const to = fresh()
    const client = await open(5)
    const properties = { payloadFormatIndicator: true }
    client.send(publish(to, 1, { payload: Buffer.from([0xff]), properties }))
    deepEqual(await answer(client), ['puback', 7, 0x99])
    client.send(publish(to, 2, { payload: Buffer.from([0xff]), properties }))
    deepEqual(await answer(client), ['pubrec', 7, 0x99])
    client.send(publish(to, 1, { payload: 'é', properties }))
    deepEqual(await answer(client), ['puback', 7, 0])
    deepEqual(await stored(to, 1), ['é'])
    client.close()
  })

  test('MQTT 5: user properties are headers of the record, in their order', async () => {
    const to = fresh()
    const client = await open(5)
    const pairs = ['a', '1', 'b', '2', 'a', '3'].map(text)
    const bytes = [0, 2, 4].flatMap((at) => [0x26, ...(pairs[at] as Buffer), ...(pairs[at + 1] as Buffer)])
    client.send(packet(0x32, text(to), [0, 7], [bytes.length, ...bytes], Buffer.from('x')))
    deepEqual(await answer(client), ['puback', 7, 0])
    await stored(to, 1)
    const record = (await readTopic(topic, 1)).find(({ key }) => String(key) === to)
    deepEqual(
      record?.headers.map(([name, value]) => [name, String(value)]),
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
    )
    client.close()
  })

  test('MQTT 5: who wants no reasons in words gets none, and none that is larger than what they take', async () => {
    for (const properties of [{ requestProblemInformation: false }, { maximumPacketSize: 20 }]) {
      const client = await open(5, { properties })
      client.send(publish('nowhere/at/all', 1))
      const { reasonCode, properties: said } = await next(client)
      deepEqual([reasonCode, said], [0x90, undefined])
      client.close()
    }
  })

  test('MQTT 5: a will is also published by who says so with its goodbye', async () => {
    const to = fresh()
    const client = await open(5, { will: { topic: to, payload: Buffer.from('as asked'), qos: 2, retain: false } })
    client.send({ cmd: 'disconnect', reasonCode: 4 })
    await client.end()
    deepEqual(await stored(to, 1), ['as asked'])
  })

  test('a connection on which no CONNECT comes in time is closed, however slowly one comes', async (t) => {
    const own = await startListening({
      KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*`,
      KAFKA_MQTT_LISTENERS_CONNECT_TIMEOUT_MS: '500',
    })
    t.after(() => own.stop())
    const silent = await rawClient(own.ports[0] ?? 0)
    const slow = await rawClient(own.ports[0] ?? 0)
    const bytes = bytesOf(connectPacket(4, { clientId: 'c'.repeat(100) }), 4)
    let sent = 0
    const dribbling = setInterval(() => slow.send([bytes[sent++] ?? 0]), 50)
    const begun = performance.now()
    deepEqual([await silent.end(), await slow.end()], [[], []])
    clearInterval(dribbling)
    ok(performance.now() - begun < 9000)
  })

  test('a connection whose client closes its side while Kafka stores its message leaves the message stored', async () => {
    const to = fresh()
    const client = await open(4)
    client.send(publish(to, 1))
    client.socket.end()
    deepEqual(await stored(to, 1), ['payload'])
  })

  test('headers tell all that MQTT says of a message, where the settings ask for it, and nobody else writes them', async (t) => {
    const own = await startListening({
      KAFKA_MQTT_TOPIC_REGEX_LIST: `${other}:.*`,
      KAFKA_MQTT_HEADERS_ENABLE: 'true',
      KAFKA_MQTT_TOPIC_UNMATCHED: 'refuse',
    })
    t.after(() => own.stop())
    const to = fresh()
    const five = await welcomed(own.ports[0] ?? 0, 5)
    five.send(
      publish(to, 1, {
        properties: {
          contentType: 'text/plain',
          responseTopic: 'answers',
          correlationData: Buffer.from('c'),
          payloadFormatIndicator: true,
          userProperties: { 'mqtt.topic': 'forged', own: 'mine' },
        },
      }),
    )
    deepEqual(await answer(five), ['puback', 7, 0])
    const four = await welcomed(own.ports[0] ?? 0, 4)
    four.send(publish(to, 0, { retain: true }))
    await stored(to, 2, other)
    const records = (await readTopic(other, 2)).filter(({ key }) => String(key) === to)
    deepEqual(
      records.map(({ headers }) => headers.map(([name, value]) => `${name}=${value}`)),
      [
        [
          'own=mine',
          `mqtt.topic=${to}`,
          'mqtt.qos=1',
          'mqtt.retain=false',
          'mqtt.content.type=text/plain',
          'mqtt.response.topic=answers',
          'mqtt.correlation.data=c',
          'mqtt.payload.format=utf-8',
        ],
        [`mqtt.topic=${to}`, 'mqtt.qos=0', 'mqtt.retain=true'],
      ],
    )
    for (const client of [five, four]) client.close()
  })

  test('a message to no Kafka topic is refused where the settings ask for it', async (t) => {
    const own = await startListening({
      KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:in`,
      KAFKA_MQTT_TOPIC_UNMATCHED: 'refuse',
    })
    t.after(() => own.stop())
    const [port = 0] = own.ports
    const five = await welcomed(port, 5)
    five.send(publish('out', 1))
    deepEqual(await answer(five), ['puback', 7, 0x90])
    five.send(publish('out', 0))
    deepEqual(
      ((await five.end()) as Said[]).map(({ reasonCode }) => reasonCode),
      [0x90],
    )
    const four = await welcomed(port, 4)
    four.send(publish('out', 1))
    deepEqual(await four.end(), [])
    const will = await rawClient(port, 5)
    will.send(connectPacket(5, { will: { topic: 'out', payload: Buffer.from(''), qos: 0, retain: false } }))
    deepEqual(await answer(will), ['connack', 0x90])
  })

  test('connections beyond their number, or that of their address, are closed; others are served', async (t) => {
    for (const [limit, name] of [
      [{ KAFKA_MQTT_LISTENERS_CONNECTIONS_MAX: '2' }, 'mqtt-connections'],
      [{ KAFKA_MQTT_LISTENERS_CONNECTIONS_PER_ADDRESS_MAX: '2' }, 'mqtt-connections-of-address'],
    ] as const) {
      const own = await startListening({ KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*`, ...(limit as object) })
      t.after(() => own.stop())
      const [port = 0] = own.ports
      const first = await welcomed(port, 4)
      const second = await welcomed(port, 4)
      const third = await rawClient(port)
      deepEqual(await third.end(), [])
      equal(await own.metric(`kafka_rest_limited_total{limit="${name}"}`), 1)
      first.close()
      await until(async () => (await own.metric('kafka_rest_mqtt_connections')) === 1)
      ;(await welcomed(port, 4)).close()
      second.close()
    }
  })

  test('a caller beyond their rate is slowed down, and told nothing', async (t) => {
    const own = await startListening({
      KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*`,
      KAFKA_REST_RATE_LIMIT_PER_PRINCIPAL_PERMITS_PER_SEC: '20',
    })
    t.after(() => own.stop())
    const to = fresh()
    const client = await welcomed(own.ports[0] ?? 0, 5)
    const begun = performance.now()
    for (let id = 1; id <= 40; id++) {
      client.send(publish(to, 1, { messageId: id }))
      deepEqual(await answer(client), ['puback', id, 0])
    }
    const tookMs = performance.now() - begun
    ok(tookMs > 800 && tookMs < 20_000, `${tookMs} ms`)
    client.close()
  })

  test('a server that stops acknowledges what it has, says so to clients of MQTT 5, and publishes wills', async () => {
    const own = await startListening({ KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*` })
    const [to, last] = [fresh(), fresh()]
    const will = { topic: last, payload: Buffer.from('stopped'), qos: 1, retain: false }
    const five = await welcomed(own.ports[0] ?? 0, 5, { will })
    const four = await welcomed(own.ports[0] ?? 0, 4)
    await until(() => own.log.length > 0)
    five.send(publish(to, 1))
    await until(async () => (await own.metric('kafka_rest_mqtt_messages_total{qos="1"}')) > 0)
    await own.stop()
    const said = (await five.end()) as Said[]
    deepEqual(
      said.map(({ cmd, reasonCode }) => [cmd, reasonCode ?? 0]),
      [
        ['puback', 0],
        ['disconnect', 0x8b],
      ],
    )
    deepEqual(await four.end(), [])
    deepEqual([await stored(to, 1), await stored(last, 1)], [['payload'], ['stopped']])
  })
})

describe('keep-alive', { concurrency: true }, () => {
  for (const version of VERSIONS)
    test(`MQTT ${version === 4 ? '3.1.1' : '5'}: who is silent for one and a half times the keep-alive is let go, who is not is kept`, async (t) => {
      const [silent, alive] = [await open(version, { keepalive: 2 }), await open(version, { keepalive: 2 })]
      const begun = performance.now()
      const pinging = setInterval(() => alive.send({ cmd: 'pingreq' }), 300)
      t.after(() => clearInterval(pinging))
      const said = (await silent.end()) as Said[]
      ok(performance.now() - begun > 2900)
      deepEqual(
        said.map(({ cmd, reasonCode }) => [cmd, reasonCode]),
        version === 5 ? [['disconnect', 0x8d]] : [],
      )
      clearInterval(pinging)
      ok(!alive.socket.destroyed)
      alive.close()
    })
})

test('a mapping that cannot be used, or none, is told with a sentence that says what to change', async () => {
  await rejects(startListening({}), /KAFKA_MQTT_TOPIC_REGEX_LIST is missing.*write for example/)
  await rejects(startListening({ KAFKA_MQTT_TOPIC_REGEX_LIST: 'a:(' }), /KAFKA_MQTT_TOPIC_REGEX_LIST: .*'a'/)
})

test('what came is counted by its QoS', async () => {
  const page = await listening.context.metrics.page()
  for (const qos of [0, 1, 2]) match(page, new RegExp(`kafka_rest_mqtt_messages_total\\{qos="${qos}"\\} [1-9]`))
  match(page, /kafka_rest_mqtt_produce_duration_seconds_count [1-9]/)
  match(page, /kafka_rest_mqtt_connections_closed_total\{reason="keep-alive"\} 2/)
  match(page, /kafka_rest_mqtt_repeated_total [1-9]/)
})
