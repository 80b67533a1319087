import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { loadConfig } from '../../shared/config/config.ts'
import { ConfigurationError, loadSettings } from '../../shared/config/load.ts'
import { mqttMapping } from '../../shared/config/mqtt-mapping.ts'
import { needed } from './settings.ts'

const subscribed = { ...needed, KAFKA_MQTT_SERVER_URI: 'tcp://broker', KAFKA_MQTT_TOPICS: 'a/+, b/#' }

function problems(load: () => unknown): readonly string[] {
  try {
    load()
    return []
  } catch (error) {
    ok(error instanceof ConfigurationError)
    return error.problems
  }
}

test('without brokers nothing is subscribed', () => {
  equal(loadConfig(needed).mqttSource, undefined)
})

test('brokers as the connector names them, and what holds without being said', () => {
  const { clientId, ...source } = loadConfig(subscribed).mqttSource ?? {}
  deepEqual(source, {
    servers: [{ protocol: 'mqtt', host: 'broker', port: 1883 }],
    path: '/mqtt',
    filters: ['a/+', 'b/#'],
    qos: 1,
    clean: true,
    protocolVersion: 5,
    sessionExpirySeconds: 604_800,
    connectTimeoutMs: 30_000,
    keepAliveSeconds: 60,
    receiveMaximum: 1000,
  })
  match(clientId ?? '', new RegExp(`^kafka-rest-edge-${hostname()}-[0-9a-f]{8}$`))
  const several = { ...subscribed, KAFKA_MQTT_SERVER_URI: 'ssl://a:8884,wss://b/ws,mqtt://[::1]:1' }
  deepEqual(loadConfig(several).mqttSource?.servers, [
    { protocol: 'mqtts', host: 'a', port: 8884 },
    { protocol: 'wss', host: 'b', port: 443 },
    { protocol: 'mqtt', host: '::1', port: 1 },
  ])
})

test('where a session is kept the client is known by the name of the host, or one that is given', () => {
  const kept = { ...subscribed, KAFKA_MQTT_CLEAN_SESSION_ENABLED: 'false' }
  equal(loadConfig(kept).mqttSource?.clientId, `kafka-rest-edge-${hostname()}`)
  equal(loadConfig({ ...kept, KAFKA_MQTT_CLIENT_ID: 'edge-1' }).mqttSource?.clientId, 'edge-1')
})

test('a group shares every subscription', () => {
  const { filters } = loadConfig({ ...subscribed, KAFKA_MQTT_SHARE_GROUP: 'edge' }).mqttSource ?? {}
  deepEqual(filters, ['$share/edge/a/+', '$share/edge/b/#'])
})

for (const [wrong, says] of [
  [{ KAFKA_MQTT_SERVER_URI: 'http://broker' }, /KAFKA_MQTT_SERVER_URI: 'http:\/\/broker' is no mqtt:\/\/host:port/],
  [{ KAFKA_MQTT_SERVER_URI: 'broker:1883' }, /KAFKA_MQTT_SERVER_URI: 'broker:1883' is no/],
  [{ KAFKA_MQTT_SERVER_URI: 'mqtt://me:secret@broker' }, /set KAFKA_MQTT_USERNAME and KAFKA_MQTT_PASSWORD/],
  [{ KAFKA_MQTT_TOPICS: '' }, /KAFKA_MQTT_TOPICS is missing/],
  [{ KAFKA_MQTT_TOPICS: 'a/#/b' }, /'a\/#\/b' is no topic filter/],
  [{ KAFKA_MQTT_TOPICS: 'a+/b' }, /'a\+\/b' is no topic filter/],
  [{ KAFKA_MQTT_SHARE_GROUP: 'a/b' }, /KAFKA_MQTT_SHARE_GROUP: 'a\/b'/],
  [
    { KAFKA_MQTT_SSL_TRUST_STORE_PATH: '/nowhere.pem' },
    /KAFKA_MQTT_SSL_TRUST_STORE_PATH: \/nowhere.pem cannot be read/,
  ],
  [{ KAFKA_MQTT_QOS: '3' }, /KAFKA_MQTT_QOS: '3' is none of 0, 1, 2/],
  [{ AWS_LAMBDA_FUNCTION_NAME: 'rest', KAFKA_REST_AUTH_NONE: 'true' }, /not on Lambda/],
] as const) {
  test(`${Object.entries(wrong)[0]} is refused`, () => {
    const [found = '', ...more] = problems(() => loadConfig({ ...subscribed, ...wrong }))
    match(found, says)
    deepEqual(more, [])
    ok(!found.includes('secret@'))
  })
}

test('messages go to one topic or by the list, which must be clear', () => {
  const mapping = (environment: Record<string, string>) => mqttMapping(loadSettings({ ...needed, ...environment }))
  equal(mapping({ KAFKA_MQTT_KAFKA_TOPIC: 'all' }).topicFor('a/b'), 'all')
  equal(mapping({ KAFKA_MQTT_TOPIC_REGEX_LIST: 'b:a/.*' }).topicFor('a/b'), 'b')
  // The list is the listener's then.
  equal(mapping({ KAFKA_MQTT_KAFKA_TOPIC: 'all', KAFKA_MQTT_TOPIC_REGEX_LIST: 'b:a/.*' }).topicFor('a/b'), 'all')
  for (const [wrong, says] of [
    [{}, /^Set one of KAFKA_MQTT_KAFKA_TOPIC and KAFKA_MQTT_TOPIC_REGEX_LIST/],
    [{ KAFKA_MQTT_KAFKA_TOPIC: 'a b' }, /^KAFKA_MQTT_KAFKA_TOPIC: 'a b' is no name/],
    [{ KAFKA_MQTT_TOPIC_REGEX_LIST: 'b:(' }, /^KAFKA_MQTT_TOPIC_REGEX_LIST: /],
  ] as const) {
    match(problems(() => mapping(wrong))[0] ?? '', says)
  }
})
