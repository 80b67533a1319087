import { boolean, integer, list, oneOf, text } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

/** MQTT brokers that the node server subscribes at. Names are those of Confluent's MQTT source connector where it has them. */
export const MQTT_SOURCE_SETTINGS = {
  mqttServerUri: setting(
    'mqtt.server.uri',
    list,
    '',
    'MQTT brokers to subscribe at, tried one after the other: `mqtt://host:port`, `mqtts://` with TLS, `ws://` and `wss://` for WebSocket; `tcp://` and `ssl://` as the connector has them. Without it nothing is subscribed. Node server only.',
  ),
  mqttTopics: setting(
    'mqtt.topics',
    list,
    '',
    'Topics to subscribe to there, comma-separated, `+` and `#` for any: `site/+/temperature,alarms/#`.',
  ),
  mqttKafkaTopic: setting(
    'mqtt.kafka.topic',
    text,
    '',
    'Kafka topic of all messages from `mqtt.server.uri` and AWS IoT, in place of `mqtt.topic.regex.list`: the connector’s `kafka.topic`.',
  ),
  mqttQos: setting(
    'mqtt.qos',
    oneOf('0', '1', '2'),
    '1',
    'Highest QoS that is subscribed with. With 1 and 2 the broker has its acknowledgement after Kafka has acknowledged.',
  ),
  mqttClientId: setting(
    'mqtt.client.id',
    text,
    '',
    'Name at the broker, another one for each process. Without it `kafka-rest-edge-` and the host’s name and, where the session is not kept, a random end.',
  ),
  mqttShareGroup: setting(
    'mqtt.share.group',
    text,
    '',
    'Processes with the same group share the messages: subscriptions are `$share/<group>/<topic>`. Without it each process gets all.',
  ),
  mqttCleanSession: setting(
    'mqtt.clean.session.enabled',
    boolean,
    'true',
    'Whether the broker forgets the session when the connection ends. With false it keeps what comes meanwhile, for the client of the same name.',
  ),
  mqttSessionExpirySeconds: setting(
    'mqtt.session.expiry.interval.seconds',
    integer(1, 4_294_967_295),
    '604800',
    'How long it keeps it (MQTT 5; brokers of 3.1.1 decide by themselves); 4294967295 for ever.',
  ),
  mqttProtocolVersion: setting(
    'mqtt.protocol.version',
    oneOf('5', '3.1.1'),
    '5',
    'Version of MQTT towards the broker.',
  ),
  mqttUsername: setting('mqtt.username', text, '', 'User at the broker.'),
  mqttPassword: setting('mqtt.password', text, '', 'Its password.'),
  mqttConnectTimeoutSeconds: setting(
    'mqtt.connect.timeout.seconds',
    integer(1, 3600),
    '30',
    'A connection that the broker has not accepted by then is given up, and another tried.',
  ),
  mqttKeepAliveSeconds: setting(
    'mqtt.keepalive.interval.seconds',
    integer(1, 65_535),
    '60',
    'How often the broker and this process assure each other that they are there.',
  ),
  mqttSourceReceiveMaximum: setting(
    'mqtt.receive.maximum',
    integer(1, 65_535),
    '1000',
    'Messages from the broker that may be on their way to Kafka at once.',
  ),
  mqttTruststorePath: setting(
    'mqtt.ssl.trust.store.path',
    text,
    '',
    'File with the authorities that the broker’s certificate is checked against, PEM or PKCS#12; the system’s without it.',
  ),
  mqttTruststorePassword: setting('mqtt.ssl.trust.store.password', text, '', 'Password of that file.'),
  mqttKeystorePath: setting(
    'mqtt.ssl.key.store.path',
    text,
    '',
    'File with this process’s own certificate and key towards the broker, PEM or PKCS#12.',
  ),
  mqttKeystorePassword: setting('mqtt.ssl.key.store.password', text, '', 'Password of that file.'),
  mqttKeyPassword: setting('mqtt.ssl.key.password', text, '', 'Password of the key, where it has another.'),
} as const satisfies Record<string, Setting<unknown>>
