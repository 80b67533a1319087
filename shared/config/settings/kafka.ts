import { brokers, integer, text } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'
import { KAFKA_CALLER_SETTINGS } from './kafka-callers.ts'
import { KAFKA_LOGIN_SETTINGS } from './kafka-login.ts'

/** The way to the brokers; behind `client.` stand Kafka’s own keys. */
export const KAFKA_SETTINGS = {
  bootstrapServers: setting(
    'bootstrap.servers',
    brokers,
    undefined,
    'Brokers to start from, `host:port`, comma-separated. Required.',
  ),
  clientId: setting(
    'client.client.id',
    text,
    'kafka-rest-edge',
    'Name this proxy goes by in the brokers’ logs and quotas.',
  ),
  ...KAFKA_LOGIN_SETTINGS,
  ...KAFKA_CALLER_SETTINGS,
  connectTimeoutMs: setting(
    'client.socket.connection.setup.timeout.ms',
    integer(100, 60_000),
    '3000',
    'A connection to a broker that is not made by then has failed.',
  ),
  kafkaRequestTimeoutMs: setting(
    'client.request.timeout.ms',
    integer(500, 300_000),
    '5000',
    'A broker that has not answered by then is asked again.',
  ),
  connectionsMaxIdleMs: setting(
    'client.connections.max.idle.ms',
    integer(1000),
    '180000',
    'A connection unused for longer is replaced before it is used.',
  ),
  metadataMaxAgeMs: setting(
    'client.metadata.max.age.ms',
    integer(1000),
    '300000',
    'Topic metadata is asked for again after this time.',
  ),
  retryBackoffMs: setting(
    'client.retry.backoff.ms',
    integer(10, 60_000),
    '100',
    'Pause before a failed call to Kafka is tried again.',
  ),
} as const satisfies Record<string, Setting<unknown>>
