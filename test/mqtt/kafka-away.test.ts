import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Broker, startBroker } from '../../infra/local/kafka/broker.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type Listening, startListening } from '../support/mqtt/listening.ts'
import { welcomed } from '../support/mqtt/raw-client.ts'
import { until } from '../support/until.ts'
import { startPublishers } from './publishers.ts'

let broker: Broker
let listening: Listening | undefined
let topic: string

before(async () => {
  broker = await startBroker({ dir: newFolder('kafka') })
  topic = await createTopic({ partitions: 3, kafka: broker.bootstrap })
  listening = await startListening({
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
    KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:.*`,
    KAFKA_MQTT_LISTENERS_QOS0_TIMEOUT_MS: '500',
  })
})

after(() => Promise.all([listening?.stop(500), broker.stop(0)]))

test('Kafka goes away under publishers: what is acknowledged is stored, QoS 2 once, nobody is disconnected, and QoS 0 is dropped after its time', async () => {
  const port = listening?.ports[0] ?? 0
  const options = ([4, 5] as const).flatMap((protocolVersion) =>
    ([1, 2] as const).map((qos) => ({ qos, options: { protocolVersion } })),
  )
  const publishers = await startPublishers(`mqtt://127.0.0.1:${port}`, 'a', options)
  const more = async (count: number) => {
    const enough = publishers.acknowledged.size + count
    await until(() => publishers.acknowledged.size >= enough, 30_000)
  }
  const connections = () => listening?.metric('kafka_rest_mqtt_connections')
  await more(200)
  await broker.kill('SIGKILL')
  const careless = await welcomed(port, 4)
  careless.send({ cmd: 'publish', topic: 'careless', payload: 'x', qos: 0, dup: false, retain: false })
  await until(async () => (await listening?.metric('kafka_rest_mqtt_dropped_total{reason="retriable"}')) === 1)
  careless.send({ cmd: 'pingreq' })
  equal((await careless.next()).cmd, 'pingresp')
  equal(await connections(), 5)
  await broker.restart()
  await more(200)
  equal(await connections(), 5)
  await publishers.stop()
  careless.close()

  deepEqual([...publishers.failed], [])
  const stored = await readTopic(topic, publishers.acknowledged.size, broker.bootstrap)
  const times = new Map<string, number>()
  for (const { value } of stored) times.set(String(value), (times.get(String(value)) ?? 0) + 1)
  const lost = [...publishers.acknowledged].filter((value) => !times.has(value))
  const doubled = [...times].filter(([value, count]) => /^[45]-2-/.test(value) && count > 1)
  deepEqual({ lost, doubled }, { lost: [], doubled: [] })
  ok(!times.has('x'))
  // Of one topic all is in one partition, in the order in which it was sent.
  const last = new Map<string, number>()
  for (const { value } of stored) {
    const [name = '', number] = String(value).split('/')
    ok(Number(number) >= (last.get(name) ?? 0), `${value} behind ${last.get(name)}`)
    last.set(name, Number(number))
  }
})
