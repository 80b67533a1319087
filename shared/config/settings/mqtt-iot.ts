import { oneOf, text } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

/** Messages that AWS IoT hands to the function `iot` (docs/mqtt.md). */
export const MQTT_IOT_SETTINGS = {
  mqttValueFormat: setting(
    'mqtt.value.format',
    oneOf('binary', 'json', 'avro', 'jsonschema', 'protobuf'),
    'binary',
    'How payloads from AWS IoT are stored: as they are, or what their JSON is in this format, with the latest schema of the subject. Function `iot` only.',
  ),
  mqttValueSubject: setting(
    'mqtt.value.subject',
    text,
    '',
    'Subject of that schema; without it the Kafka topic and `-value`.',
  ),
  mqttIotPrincipal: setting(
    'mqtt.iot.principal',
    text,
    '',
    'Whom the policy knows the function `iot` as: `User:<principal>=produce@…` says where it may write. Without it the mapping alone does.',
  ),
} as const satisfies Record<string, Setting<unknown>>
