import { boolean, integer, list, oneOf, path, text } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

const DAY_MS = 86_400_000

/** MQTT: what the node server takes from clients that publish (docs/mqtt.md). Names are those of Confluent's MQTT proxy where it has them. */
export const MQTT_SETTINGS = {
  mqttListeners: setting(
    'mqtt.listeners',
    list,
    '',
    'Where the node server takes MQTT: `mqtt://host:port` or, with the certificate of the other listeners (`ssl.keystore…`), `mqtts://host:port`, parted by commas; `tcp://` and `ssl://` say the same. Without it nowhere.',
  ),
  mqttWebSocket: setting(
    'mqtt.websocket.enable',
    boolean,
    'false',
    'Whether it takes MQTT over WebSocket as well, on the ports of HTTP.',
  ),
  mqttWebSocketPath: setting('mqtt.websocket.path', path, '/mqtt', 'Path of the WebSocket, below `base.path` as well.'),
  mqttTopicRegexList: setting(
    'mqtt.topic.regex.list',
    text,
    '',
    'Kafka topics and regular expressions (RE2) of the MQTT topics that belong to them: `temperature:.*/temperature, $1.raw:site/([a-z]+)/.*`. The first that matches the whole MQTT topic holds; `$1` is its first group.',
  ),
  mqttUnmatched: setting(
    'mqtt.topic.unmatched',
    oneOf('acknowledge', 'refuse'),
    'acknowledge',
    'What becomes of messages whose topic matches none: they are acknowledged and dropped, or refused.',
  ),
  mqttMaxMessageBytes: setting(
    'mqtt.message.max.bytes',
    integer(64, 268_435_455),
    '8092',
    'Largest packet of a client without its fixed header; beyond it the connection is closed. Must fit into `producer.max.request.size`.',
  ),
  mqttHeaders: setting(
    'mqtt.headers.enable',
    boolean,
    'false',
    'Whether records get headers `mqtt.topic`, `mqtt.qos` and `mqtt.retain` and, of MQTT 5, `mqtt.content.type`, `mqtt.response.topic`, `mqtt.correlation.data` and `mqtt.payload.format`. User properties become headers in any case.',
  ),
  mqttMaxConnections: setting(
    'mqtt.listeners.connections.max',
    integer(1),
    '10000',
    'Most MQTT connections at once in each process; others are closed.',
  ),
  mqttMaxConnectionsPerAddress: setting(
    'mqtt.listeners.connections.per.address.max',
    integer(0),
    '0',
    'Most of these from one address; 0 for no limit.',
  ),
  mqttReceiveMaximum: setting(
    'mqtt.listeners.receive.maximum',
    integer(1, 65_535),
    '100',
    'Messages of a connection that may be on their way to Kafka at once. Clients of MQTT 5 are told so; of others no more is read until Kafka has acknowledged some.',
  ),
  mqttMaxKeepAliveSeconds: setting(
    'mqtt.listeners.keepalive.max.seconds',
    integer(0, 65_535),
    '0',
    'Longest keep-alive of clients of MQTT 5, which are told so; 0 for what they ask for.',
  ),
  mqttConnectTimeoutMs: setting(
    'mqtt.listeners.connect.timeout.ms',
    integer(100, DAY_MS),
    '10000',
    'A connection is closed on which no CONNECT has come by then.',
  ),
  mqttQos0TimeoutMs: setting(
    'mqtt.listeners.qos0.timeout.ms',
    integer(0, DAY_MS),
    '5000',
    'How long a message of QoS 0 waits for Kafka before it is dropped.',
  ),
} as const satisfies Record<string, Setting<unknown>>
