import { deepEqual, equal, match } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTopic, readTopic } from '../support/kafka.ts'
import { describeUnderClient } from '../support/lambda-runtime/client.ts'
import { type LambdaFunction, startFunction } from '../support/lambda-runtime/function.ts'
import { checkEmf } from '../telemetry/emf-line.ts'

describeUnderClient("the function of AWS IoT under AWS's own runtime client", () => {
  let topic: string
  let lambda: LambdaFunction
  before(async () => {
    topic = await createTopic()
    const environment = {
      KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:sensors/.*`,
      KAFKA_MQTT_TOPIC_UNMATCHED: 'refuse',
      KAFKA_REST_METRICS_EMF_ENABLE: 'true',
    }
    lambda = await startFunction({ handler: 'iot.handler', environment })
  })
  after(() => lambda.close())

  const event = (mqttTopic: string, payload: string) => ({
    mqtt_topic: mqttTopic,
    mqtt_payload: Buffer.from(payload).toString('base64'),
  })

  test('messages are stored one after the other, the process frozen after each; what cannot be stored ends in an error', async () => {
    for (let n = 0; n < 10; n++) {
      const { failed, body } = await lambda.invoke(event('sensors/a', String(n)))
      deepEqual([failed, JSON.parse(String(body))], [false, { topic, partition: 0, offset: String(n) }])
    }
    const refused = await lambda.invoke(event('elsewhere', 'x'))
    equal(refused.failed, true)
    match(String(refused.body), /EventRefused.*no topic of Kafka is for its topic/)
    await lambda.invoke(event('sensors/a', '10'))
    const stored = (await readTopic(topic, 11)).map(({ value }) => Number(value))
    deepEqual(stored, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    equal(lambda.started(), 1)
    const lines = lambda.environments.flatMap(({ log }) => log.filter((line) => line.includes('"_aws"')).map(checkEmf))
    const counted = (name: string) => lines.flatMap((line) => line[name] ?? [])
    deepEqual(counted('kafka_rest_produced_records_stored'), new Array(11).fill(1))
    deepEqual([counted('kafka_rest_mqtt_unmatched_total'), counted('kafka_rest_mqtt_refused_event')], [[1], [1]])
  })
})
