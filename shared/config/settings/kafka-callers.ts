import { boolean, integer, oneOf, text } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

/** Kafka in the names of those who call. */
export const KAFKA_CALLER_SETTINGS = {
  callerPropagation: setting(
    'client.principal.propagation',
    boolean,
    'false',
    'Whether Kafka is spoken to in each caller’s own name, so that its ACLs hold for callers. Needs SASL.',
  ),
  callerMechanism: setting(
    'client.principal.sasl.mechanism',
    oneOf('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'),
    'SCRAM-SHA-512',
    'How callers with a name and a password log in. Those with a bearer token do by OAUTHBEARER.',
  ),
  callerLogins: setting(
    'client.principal.logins',
    text,
    '',
    'Logins at Kafka for callers who are known by something else, such as a certificate: JSON, `{"principal": {"username": "…", "password": "…"}, …}`.',
  ),
  callerMaxClients: setting(
    'client.principal.max.clients',
    integer(1, 10_000),
    '100',
    'Callers who may have connections to Kafka at once; beyond it the one unused for longest loses them.',
  ),
  callerMaxIdleMs: setting(
    'client.principal.max.idle.ms',
    integer(100),
    '60000',
    'A caller’s connections unused for longer are closed, and the credentials forgotten.',
  ),
} as const satisfies Record<string, Setting<unknown>>
