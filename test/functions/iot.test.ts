import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { ensureBundle } from '../support/bundle.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { baseEnvironment } from '../support/proxy-process.ts'
import { stack } from '../support/stack.ts'

let copies = 0

/** The bundled handler by its settings, as Lambda loads it: nothing says who may call it. */
async function load(t: TestContext, environment: Record<string, string>, remainingMs = 10_000) {
  await ensureBundle()
  const before = { ...process.env }
  Object.assign(process.env, baseEnvironment(), {
    AWS_LAMBDA_FUNCTION_NAME: 'iot',
    KAFKA_REST_LOG_LEVEL: 'silent',
    KAFKA_REST_METRICS_EMF_ENABLE: 'false',
    ...environment,
  })
  // The module reads its settings when it is loaded: each test loads a copy of its own.
  const bundle = new URL(`../../dist/lambda/iot.mjs?copy=${process.pid}-${copies++}`, import.meta.url)
  const { handler, close } = await import(bundle.href).finally(() => {
    process.env = before
  })
  t.after(close)
  const context = () => ({ getRemainingTimeInMillis: () => remainingMs, awsRequestId: randomUUID() })
  return (event: unknown) => handler(event, context()) as Promise<Record<string, unknown>>
}

/** What a rule hands over that selects `encode(*, 'base64') AS mqtt_payload, topic() AS mqtt_topic`. */
function encoded(topic: string, payload: string | Buffer, more: object = {}) {
  return { mqtt_topic: topic, mqtt_payload: Buffer.from(payload).toString('base64'), ...more }
}

async function register(subject: string, schema: object, schemaType = 'AVRO'): Promise<number> {
  const response = await fetch(`${stack.registry}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schemaType, schema: JSON.stringify(schema) }),
  })
  const { id } = (await response.json()) as { id: number }
  return id
}

test('a payload is stored to the byte, under the MQTT topic as key, with the time at which AWS IoT got it', async (t) => {
  const topic = await createTopic()
  const invoke = await load(t, {
    KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:sensors/.+`,
    KAFKA_MQTT_HEADERS_ENABLE: 'true',
  })
  const bytes = Buffer.from([0, 1, 254, 255])
  const event = encoded('sensors/a', bytes, { mqtt_timestamp: 1_700_000_000_123, mqtt_client_id: 'device-7' })
  deepEqual(await invoke(event), { topic, partition: 0, offset: '0' })
  await invoke(encoded('sensors/b', '', { mqtt_client_id: 'N/A' }))
  const [one, two] = await readTopic(topic, 2)
  deepEqual([String(one?.key), one?.value, one?.timestamp], ['sensors/a', bytes, 1_700_000_000_123n])
  deepEqual(
    one?.headers.map(([name, value]) => `${name}=${value}`),
    ['mqtt.topic=sensors/a', 'mqtt.client.id=device-7'],
  )
  deepEqual([String(two?.key), two?.value?.length, two?.headers.length], ['sensors/b', 0, 1])
})

test('of a rule that selects all members they are the value, without those that the rule has added', async (t) => {
  const topic = await createTopic()
  const invoke = await load(t, { KAFKA_MQTT_KAFKA_TOPIC: topic })
  await invoke({ temperature: 20.5, headers: { traceparent: 1 }, mqtt_topic: 'a', mqtt_timestamp: 1 })
  const [record] = await readTopic(topic, 1)
  equal(String(record?.value), '{"temperature":20.5,"headers":{"traceparent":1}}')
})

test('an event that comes twice, as asynchronous invocations may, is stored twice', async (t) => {
  const topic = await createTopic()
  const invoke = await load(t, { KAFKA_MQTT_KAFKA_TOPIC: topic })
  for (let times = 0; times < 2; times++) await invoke(encoded('a', 'same'))
  deepEqual(
    (await readTopic(topic, 2)).map(({ value }) => String(value)),
    ['same', 'same'],
  )
})

test('JSON is stored as the device has spelled it, without white space', async (t) => {
  const topic = await createTopic()
  const invoke = await load(t, { KAFKA_MQTT_KAFKA_TOPIC: topic, KAFKA_MQTT_VALUE_FORMAT: 'json' })
  await invoke(encoded('a', ' { "n" : 9007199254740993, "x": 1.0 } '))
  equal(String((await readTopic(topic, 1))[0]?.value), '{"n":9007199254740993,"x":1.0}')
})

test('Avro, by the latest schema of the topic’s subject or of one that is named', async (t) => {
  const topic = await createTopic()
  const fields = [{ name: 't', type: 'long' }]
  const own = await register(`${topic}-value`, { type: 'record', name: `R${copies}`, fields })
  const named = await register(`named-${topic}`, { type: 'record', name: `N${copies}`, fields })
  const avro = { KAFKA_MQTT_KAFKA_TOPIC: topic, KAFKA_MQTT_VALUE_FORMAT: 'avro' }
  await (await load(t, avro))(encoded('a', '{"t": 9007199254740993}'))
  await (await load(t, { ...avro, KAFKA_MQTT_VALUE_SUBJECT: `named-${topic}` }))(encoded('a', '{"t": -1}'))
  const [one, two] = (await readTopic(topic, 2)).map(({ value }) => value ?? Buffer.alloc(0))
  deepEqual([one?.[0], one?.readInt32BE(1), two?.readInt32BE(1)], [0, own, named])
  // Zigzag of 2^53 + 1.
  deepEqual(one?.subarray(5), Buffer.from('8280808080808020', 'hex'))
  deepEqual(two?.subarray(5), Buffer.of(1))
})

test('what is wrong with an event is said, and the event is left to Lambda; nothing is stored', async (t) => {
  const topic = await createTopic()
  await register(`${topic}-value`, { type: 'record', name: 'Wrong', fields: [{ name: 't', type: 'long' }] })
  const settings = { KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:ok/.*, missing-${topic}-$1:other/(.*)` }
  const binary = await load(t, {
    ...settings,
    KAFKA_MQTT_TOPIC_UNMATCHED: 'refuse',
    KAFKA_REST_PRODUCER_MAX_REQUEST_SIZE: '2000',
  })
  const avro = await load(t, { ...settings, KAFKA_MQTT_VALUE_FORMAT: 'avro' })
  for (const [invoke, event, says] of [
    [binary, null, /the event is no object; write a rule that selects mqtt_topic/],
    [binary, [1], /the event is no object/],
    [binary, {}, /the event has no mqtt_topic; add topic\(\) AS mqtt_topic/],
    [binary, { mqtt_topic: 7, mqtt_payload: '' }, /the event has no mqtt_topic/],
    [binary, { rawPath: '/', requestContext: { http: { method: 'GET' } } }, /the event has no mqtt_topic/],
    [binary, { mqtt_topic: 'ok/a', mqtt_payload: 'not base64!' }, /mqtt_payload is not base64/],
    [binary, { mqtt_topic: 'ok/a', mqtt_payload: 7 }, /mqtt_payload is not base64/],
    [binary, encoded('nowhere', 'x'), /no topic of Kafka is for its topic/],
    [binary, encoded('ok/a', 'x'.repeat(3000)), /The record has about \d+ bytes; max.request.size is 2000/],
    [avro, encoded('ok/a', 'no json'), /the payload is no JSON; mend what the device sends/],
    [avro, encoded('ok/a', Buffer.from('"\xff"', 'latin1')), /the payload is no JSON/],
    [avro, encoded('ok/a', '{"t":1} {}'), /the payload is no JSON/],
    [avro, encoded('ok/a', '['.repeat(100_000)), /the payload is no JSON/],
    [avro, encoded('ok/a', '{"t":"x"}'), /\/value/],
    [avro, encoded('other/a', '{"t":1}'), /Not stored: .*; mend what the device sends, or the schema/],
  ] as const) {
    await rejects(invoke(event), (error: Error) => {
      equal(error.name, 'EventRefused', error.message)
      match(error.message, says)
      return true
    })
  }
  equal((await readTopic(topic, 0)).length, 0)
})

test('what no topic is for is dropped, where the settings do not refuse it', async (t) => {
  const invoke = await load(t, { KAFKA_MQTT_TOPIC_REGEX_LIST: 'some:ok/.*' })
  deepEqual(await invoke(encoded('nowhere', 'x')), { unmatched: 'nowhere' })
})

test('the policy says where the function may write, when it is given a name', async (t) => {
  const topic = await createTopic()
  const invoke = await load(t, {
    KAFKA_MQTT_TOPIC_REGEX_LIST: '$1:to/(.*)',
    KAFKA_MQTT_IOT_PRINCIPAL: 'aws-iot',
    KAFKA_REST_AUTH_POLICY: `User:aws-iot=produce@${topic}`,
  })
  deepEqual(await invoke(encoded(`to/${topic}`, 'x')), { topic, partition: 0, offset: '0' })
  await rejects(
    invoke(encoded('to/another', 'x')),
    /the policy does not allow topic 'another'; let User:aws-iot produce/,
  )
})

test('while Kafka or the registry is away, or has no such topic, the invocation fails, so that Lambda tries again', async (t) => {
  const away = { KAFKA_REST_BOOTSTRAP_SERVERS: '127.0.0.1:9', KAFKA_MQTT_KAFKA_TOPIC: 'any' }
  const noRegistry = {
    KAFKA_REST_SCHEMA_REGISTRY_URL: 'http://127.0.0.1:9',
    KAFKA_MQTT_KAFKA_TOPIC: 'any',
    KAFKA_MQTT_VALUE_FORMAT: 'avro',
  }
  for (const environment of [away, noRegistry, { KAFKA_MQTT_KAFKA_TOPIC: `missing-${randomUUID()}` }]) {
    const invoke = await load(t, environment, 1500)
    const begun = Date.now()
    await rejects(invoke(encoded('a', '1')), { name: 'EventNotStored' })
    // Before Lambda would have ended it.
    equal(Date.now() - begun < 1400, true)
  }
})

test('without a mapping it does not start', async (t) => {
  await rejects(load(t, {}), /Set one of KAFKA_MQTT_KAFKA_TOPIC and KAFKA_MQTT_TOPIC_REGEX_LIST/)
})
