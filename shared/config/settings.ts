import { AUTH_SETTINGS } from './settings/auth.ts'
import { CONSUMER_SETTINGS } from './settings/consumer.ts'
import { FORMAT_SETTINGS } from './settings/formats.ts'
import { HTTP_SETTINGS } from './settings/http.ts'
import { KAFKA_SETTINGS } from './settings/kafka.ts'
import { LIMIT_SETTINGS } from './settings/limits.ts'
import { LISTENER_TLS_SETTINGS } from './settings/listener-tls.ts'
import { MQTT_SETTINGS } from './settings/mqtt.ts'
import { MQTT_IOT_SETTINGS } from './settings/mqtt-iot.ts'
import { MQTT_SOURCE_SETTINGS } from './settings/mqtt-source.ts'
import { PRODUCER_SETTINGS } from './settings/producer.ts'
import { TELEMETRY_SETTINGS } from './settings/telemetry.ts'
import { V3_PRODUCE_SETTINGS } from './settings/v3-produce.ts'

/**
 * Every setting there is. The loader, docs/configuration.md and its test are made from this table.
 *
 * Names are Confluent's or, behind `client.` and `producer.`, Kafka's own; what only this proxy has is named likewise.
 */
export const SETTINGS = {
  ...HTTP_SETTINGS,
  ...KAFKA_SETTINGS,
  ...PRODUCER_SETTINGS,
  ...V3_PRODUCE_SETTINGS,
  ...CONSUMER_SETTINGS,
  ...FORMAT_SETTINGS,
  ...AUTH_SETTINGS,
  ...LIMIT_SETTINGS,
  ...LISTENER_TLS_SETTINGS,
  ...TELEMETRY_SETTINGS,
  ...MQTT_SETTINGS,
  ...MQTT_SOURCE_SETTINGS,
  ...MQTT_IOT_SETTINGS,
}

/** Names whose values must never appear in a log or an error. */
export const SECRETS: ReadonlySet<string> = new Set([
  SETTINGS.saslJaasConfig.name,
  SETTINGS.oauthClientSecret.name,
  SETTINGS.oauthToken.name,
  SETTINGS.sslTruststorePassword.name,
  SETTINGS.sslKey.name,
  SETTINGS.sslKeystorePassword.name,
  SETTINGS.sslKeyPassword.name,
  SETTINGS.callerLogins.name,
  SETTINGS.registryUserInfo.name,
  SETTINGS.introspectionClientSecret.name,
  SETTINGS.basicUsers.name,
  SETTINGS.listenerKey.name,
  SETTINGS.listenerKeystorePassword.name,
  SETTINGS.listenerKeyPassword.name,
  SETTINGS.listenerTruststorePassword.name,
  SETTINGS.registryToken.name,
  SETTINGS.registryKey.name,
  SETTINGS.registryKeyPassword.name,
  SETTINGS.mqttPassword.name,
  SETTINGS.mqttTruststorePassword.name,
  SETTINGS.mqttKeystorePassword.name,
  SETTINGS.mqttKeyPassword.name,
])
