import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Packet } from 'mqtt-packet'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type Listening, startListening } from '../support/mqtt/listening.ts'
import { bytesOf, connectPacket, rawClient, welcomed } from '../support/mqtt/raw-client.ts'
import { DEFAULT_REASON, MALFORMED_CASES, type MalformedCase } from './malformed.cases.ts'

const VERSIONS = [4, 5] as const

let listening: Listening
let topic: string

before(async () => {
  topic = await createTopic()
  listening = await startListening({ KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*` })
})

after(() => listening.stop())

/** What the server says before it closes the connection, but for its words. */
async function lastWords(malformed: MalformedCase, version: 4 | 5): Promise<unknown[]> {
  const [port = 0] = listening.ports
  const client = malformed.first ? await rawClient(port, version) : await welcomed(port, version)
  client.send(...malformed.send(version))
  const said = (await client.end()) as (Packet & { returnCode?: number; reasonCode?: number })[]
  return said.map(({ cmd, returnCode, reasonCode }) => [cmd, reasonCode ?? returnCode])
}

function expected({ first, reason = DEFAULT_REASON, code }: MalformedCase, version: 4 | 5): unknown[] {
  if (version === 5) return [[first ? 'connack' : 'disconnect', reason]]
  return code === undefined ? [] : [['connack', code]]
}

for (const version of VERSIONS) {
  const cases = MALFORMED_CASES.filter((each) => each.version === undefined || each.version === version)
  test(`MQTT ${version === 4 ? '3.1.1' : '5.0'}: each of ${cases.length} malformed packets ends its connection, with the right word`, async () => {
    const found = await Promise.all(cases.map(async (each) => [each.name, await lastWords(each, version)] as const))
    deepEqual(Object.fromEntries(found), Object.fromEntries(cases.map((each) => [each.name, expected(each, version)])))
  })
}

/** Each with all that it may have, and the lengths at which it is a packet as well. */
function whole(version: 4 | 5): readonly { packet: Packet; also: readonly number[] }[] {
  const five = version === 5
  const user = { userProperties: { name: 'value' } }
  const will = {
    topic: 'will',
    payload: Buffer.from('gone'),
    qos: 1,
    retain: false,
    ...(five && { properties: { willDelayInterval: 1, contentType: 'text/plain', ...user } }),
  }
  const login = { clientId: 'client', username: 'user', password: Buffer.from('secret'), will }
  const properties = { sessionExpiryInterval: 9, receiveMaximum: 9, ...user }
  return [
    { packet: connectPacket(version, { ...login, ...(five && { properties }) }), also: [] },
    {
      packet: {
        cmd: 'publish',
        topic: 'a/b',
        payload: '',
        qos: 1,
        messageId: 7,
        dup: false,
        retain: false,
        ...(five && { properties: { messageExpiryInterval: 9, correlationData: Buffer.from('c'), ...user } }),
      },
      also: [],
    },
    {
      packet: { cmd: 'pubrel', messageId: 7, ...(five && { reasonCode: 0, properties: user }) },
      also: five ? [2, 3] : [],
    },
    {
      packet: {
        cmd: 'subscribe',
        messageId: 7,
        subscriptions: [{ topic: 'a/b', qos: 1 }],
        ...(five && { properties: user }),
      },
      also: [],
    },
    {
      packet: { cmd: 'unsubscribe', messageId: 7, unsubscriptions: ['a/b'], ...(five && { properties: user }) },
      also: [],
    },
    ...(five ? [{ packet: { cmd: 'disconnect', reasonCode: 4, properties: user } as Packet, also: [0, 1] }] : []),
  ]
}

for (const version of VERSIONS) {
  test(`MQTT ${version === 4 ? '3.1.1' : '5.0'}: every packet that is cut anywhere is refused, and what comes behind is not taken for its rest`, async () => {
    const [port = 0] = listening.ports
    const rest = bytesOf({ cmd: 'pingreq' }, version)
    let tried = 0
    for (const { packet, also } of whole(version)) {
      const bytes = bytesOf(packet, version)
      ok(bytes.length < 130, 'its length has one byte')
      const lengths = Array.from({ length: bytes.length - 2 }, (_, length) => length)
      await Promise.all(
        lengths.map(async (length) => {
          const isConnect = packet.cmd === 'connect'
          const client = isConnect ? await rawClient(port, version) : await welcomed(port, version)
          client.send(bytes.subarray(0, 1), [length], bytes.subarray(2, 2 + length), rest)
          if (also.includes(length) && packet.cmd !== 'disconnect') {
            equal((await client.next()).cmd, packet.cmd === 'pubrel' ? 'pubcomp' : undefined)
            client.close()
          } else {
            const said = (await client.end()).map(({ cmd }) => cmd)
            const ended = also.includes(length) ? [] : isConnect ? ['connack'] : ['disconnect']
            // Without its version nobody knows how to answer.
            deepEqual(said, version === 4 || (isConnect && length < 7) ? [] : ended, `${packet.cmd} of ${length}`)
          }
          tried++
        }),
      )
    }
    ok(tried > 60, `${tried}`)
  })
}

test('a packet that comes byte by byte is the same packet, and one that never ends is nothing', async () => {
  const [port = 0] = listening.ports
  const client = await rawClient(port, 5)
  client.socket.setNoDelay(true)
  const publish: Packet = {
    cmd: 'publish',
    topic: 'bytes',
    payload: 'slowly',
    qos: 1,
    messageId: 9,
    dup: false,
    retain: false,
  }
  const bytes = Buffer.concat([bytesOf(connectPacket(5), 5), bytesOf(publish, 5), bytesOf({ cmd: 'pingreq' }, 5)])
  for (const byte of bytes) {
    client.send([byte])
    await new Promise((resolve) => setImmediate(resolve))
  }
  equal((await client.next()).cmd, 'connack')
  const answers = [await client.next(), await client.next()].map(({ cmd }) => cmd)
  deepEqual(answers.sort(), ['pingresp', 'puback'])
  client.send([0x30, 0x7f, 0, 3])
  client.close()
  const stored = (await readTopic(topic, 1)).filter(({ key }) => String(key) === 'bytes')
  deepEqual(
    stored.map(({ value }) => String(value)),
    ['slowly'],
  )
})

test('after all of that nothing but what was meant is stored, nothing is kept, and the next client is served', async () => {
  const [port = 0] = listening.ports
  const client = await welcomed(port, 5)
  client.send({ cmd: 'publish', topic: 'after', payload: 'all', qos: 2, messageId: 1, dup: false, retain: false })
  equal((await client.next()).cmd, 'pubrec')
  client.send({ cmd: 'pubrel', messageId: 1 })
  equal((await client.next()).cmd, 'pubcomp')
  client.close()
  const keys = (await readTopic(topic, 2)).map(({ key }) => String(key))
  // Wills of connections that ended badly are no part of it: none of these was let in with one.
  deepEqual(keys, ['bytes', 'after'])
  while ((await listening.metric('kafka_rest_mqtt_connections')) > 0)
    await new Promise((resolve) => setTimeout(resolve, 10))
  deepEqual(
    listening.log.filter(({ level }) => (level as number) >= 50),
    [],
  )
})
