import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Packet } from 'mqtt-packet'
import { hashPassword } from '../../shared/auth/scrypt.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { startListening } from '../support/mqtt/listening.ts'
import { type RawClient, welcomed } from '../support/mqtt/raw-client.ts'

type Said = Packet & { reasonCode?: number }

async function publish(client: RawClient, payload: string): Promise<number> {
  client.send({ cmd: 'publish', topic: 'a', payload, qos: 1, messageId: 1, dup: false, retain: false })
  return ((await client.next()) as Said).reasonCode ?? 0
}

test('in callers’ own names: who Kafka knows publishes, who it does not know is told so, and nobody for another', async (t) => {
  const topic = await createTopic()
  const users = [
    ['admin', 'admin-secret'],
    ['eve', 'eve-secret'],
  ] as const
  const hashes = await Promise.all(
    users.map(async ([name, password]) => `${name}: ${await hashPassword(password)},all`),
  )
  const listening = await startListening({
    KAFKA_REST_BOOTSTRAP_SERVERS: process.env.TEST_KAFKA_SASL ?? '',
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'x required username="admin" password="admin-secret";',
    KAFKA_REST_CLIENT_PRINCIPAL_PROPAGATION: 'true',
    KAFKA_REST_AUTH_BASIC_USERS: hashes.join('\n'),
    KAFKA_REST_AUTH_POLICY: 'all=*',
    KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*`,
  })
  t.after(() => listening.stop(500))
  const [admin, eve] = await Promise.all(
    users.map(([username, password]) =>
      welcomed(listening.ports[0] ?? 0, 5, { username, password: Buffer.from(password) }),
    ),
  )
  if (!admin || !eve) throw new Error('Somebody is missing.')
  equal(await publish(admin, 'by admin'), 0)
  equal(await publish(eve, 'by eve'), 0x87)
  equal(await publish(admin, 'by admin again'), 0)
  deepEqual(
    (await readTopic(topic, 2)).map(({ value }) => String(value)),
    ['by admin', 'by admin again'],
  )
  for (const client of [admin, eve]) client.close()
})
