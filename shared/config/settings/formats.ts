import { boolean, integer, text, url } from '../parse.ts'
import { type Setting, setting } from '../setting.ts'

/** Formats with schemas, and the registry that keeps these. */
export const FORMAT_SETTINGS = {
  registryUrl: setting(
    'schema.registry.url',
    url,
    '',
    'Schema registry; without one only formats without schemas work.',
  ),
  registryUserInfo: setting('schema.registry.basic.auth.user.info', text, '', '`user:password` for the registry.'),
  registryTimeoutMs: setting(
    'schema.registry.request.timeout.ms',
    integer(100, 60_000),
    '3000',
    'The registry has not answered by then: 503.',
  ),
  nullAlwaysEmpty: setting(
    'null.request.body.always.publishes.empty.record',
    boolean,
    'false',
    'Whether null with a schema is stored as a null even when the schema does not allow it, as Confluent did before 8.0.',
  ),
} as const satisfies Record<string, Setting<unknown>>
