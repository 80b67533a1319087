import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { startBroker } from '../../../infra/local/kafka/broker.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { describeWithMosquitto, mosquittoClient, startMosquitto } from '../../support/mqtt/mosquitto.ts'
import { until } from '../../support/until.ts'
import { startSourceHere } from './source-here.ts'

describeWithMosquitto('source mode while Kafka is away', () => {
  test('messages wait at the MQTT broker and here; when Kafka is back each is stored once, in order', async (t) => {
    const kafka = await startBroker({ dir: newFolder('kafka') })
    t.after(() => kafka.stop(0))
    const broker = await startMosquitto()
    t.after(() => broker.stop())
    const topic = await createTopic({ kafka: kafka.bootstrap })
    const source = await startSourceHere(t, {
      KAFKA_REST_BOOTSTRAP_SERVERS: kafka.bootstrap,
      // So short that calls fail while Kafka is away and have to be made again.
      KAFKA_REST_PRODUCER_DELIVERY_TIMEOUT_MS: '1000',
      KAFKA_MQTT_SERVER_URI: broker.url,
      KAFKA_MQTT_TOPICS: '#',
      KAFKA_MQTT_KAFKA_TOPIC: topic,
      KAFKA_MQTT_QOS: '2',
      KAFKA_MQTT_RECEIVE_MAXIMUM: '50',
    })
    await until(source.isReady)
    const publish = async (from: number, qos: 1 | 2) => {
      const lines = Array.from({ length: 100 }, (_, n) => `${from + n}\n`).join('')
      const given = ['-p', broker.port, '-q', qos, '-t', 'a', '-l']
      deepEqual(await mosquittoClient('mosquitto_pub', given, lines), { code: 0, output: '' })
    }
    await publish(0, 1)
    await readTopic(topic, 100, kafka.bootstrap)
    await kafka.kill('SIGKILL')
    await publish(100, 1)
    await publish(200, 2)
    await until(async () => /mqtt_source_retries_total [1-9]/.test(await source.page()))
    await kafka.restart()
    await until(async () => /result="stored"} 300\n/.test(await source.page()), 30_000)
    const stored = await readTopic(topic, 300, kafka.bootstrap)
    deepEqual(
      stored.map(({ value }) => Number(value)),
      Array.from({ length: 300 }, (_, n) => n),
    )
    equal(source.log.filter((line) => line.includes('mqtt.source-waits')).length > 0, true)
  })
})
