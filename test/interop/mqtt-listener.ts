import { hashPassword } from '../../shared/auth/scrypt.ts'
import { createAuthority } from '../support/certificates.ts'
import { createTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { until } from '../support/until.ts'

/** A server that takes MQTT, for clients of others. */
export interface MqttListener {
  readonly proxy: ProxyProcess
  readonly port: number
  readonly securePort: number
  /** PEM of the authority of its certificate. */
  readonly authority: string
  /** Kafka topic of the MQTT topics below `kafka topic/`. */
  readonly topic: string
}

export const LOGIN = ['alice', 'secret'] as const

/** @param users  whether it asks who clients are */
export async function startMqttListener(users: boolean): Promise<MqttListener> {
  const authority = createAuthority()
  const own = authority.issue()
  const topic = await createTopic()
  const proxy = await startProxy({
    KAFKA_MQTT_LISTENERS: 'mqtt://127.0.0.1:0,mqtts://127.0.0.1:0',
    KAFKA_MQTT_TOPIC_REGEX_LIST: '$1:([^/]+)/.*',
    KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: own.certificate,
    KAFKA_REST_SSL_KEYSTORE_KEY: own.key(),
    ...(users && { KAFKA_REST_AUTH_BASIC_USERS: `${LOGIN[0]}: ${await hashPassword(LOGIN[1])},write:sasquatch` }),
  })
  const portOf = (scheme: string) => {
    const line = proxy.log.find((each) => each.includes('"mqtt.started"') && each.includes(`"${scheme}"`))
    return line === undefined ? 0 : Number(JSON.parse(line).port)
  }
  await until(() => portOf('mqtt') > 0 && portOf('mqtts') > 0)
  return { proxy, port: portOf('mqtt'), securePort: portOf('mqtts'), authority: authority.certificate, topic }
}
