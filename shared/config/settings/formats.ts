import { boolean, integer, oneOf, text, urls } from '../parse.ts'
import { pem } from '../pem.ts'
import { type Setting, setting } from '../setting.ts'

/** Formats with schemas, and the registry that keeps these; behind `schema.registry.` stand its clients’ own keys. */
export const FORMAT_SETTINGS = {
  registryUrls: setting(
    'schema.registry.url',
    urls,
    '',
    'Schema registry; without one only formats without schemas work. Of several, comma-separated, one is used until it fails, then the next.',
  ),
  registryBasicSource: setting(
    'schema.registry.basic.auth.credentials.source',
    oneOf('', 'URL', 'USER_INFO', 'SASL_INHERIT'),
    '',
    'Where the login for the registry stands: `URL`, `USER_INFO`, or `SASL_INHERIT` for `client.sasl.jaas.config`; without it in `basic.auth.user.info` or in the URL.',
  ),
  registryUserInfo: setting('schema.registry.basic.auth.user.info', text, '', '`user:password` for the registry.'),
  registryBearerSource: setting(
    'schema.registry.bearer.auth.credentials.source',
    oneOf('', 'STATIC_TOKEN'),
    '',
    '`STATIC_TOKEN`: the registry is sent `bearer.auth.token`, as it is without this when there is a token.',
  ),
  registryToken: setting('schema.registry.bearer.auth.token', text, '', 'Bearer token for the registry.'),
  registryCa: setting(
    'schema.registry.ssl.truststore.certificates',
    pem,
    '',
    'Certificates that the registry’s is checked against, PEM; the system’s without it.',
  ),
  registryCertificate: setting(
    'schema.registry.ssl.keystore.certificate.chain',
    pem,
    '',
    'This proxy’s own certificate chain towards the registry, PEM.',
  ),
  registryKey: setting('schema.registry.ssl.keystore.key', pem, '', 'Private key of that certificate, PEM.'),
  registryKeyPassword: setting('schema.registry.ssl.key.password', text, '', 'Password of that key, if it has one.'),
  registryTimeoutMs: setting(
    'schema.registry.request.timeout.ms',
    integer(100, 60_000),
    '3000',
    'The registry has not answered by then: 503.',
  ),
  registerSchemas: setting(
    'schema.registry.auto.register.schemas',
    boolean,
    'true',
    'Whether schema text that a subject does not have is registered there; otherwise it is refused with 42207.',
  ),
  normalizeSchemas: setting(
    'schema.registry.normalize.schemas',
    boolean,
    'false',
    'Whether the registry compares and keeps schemas in their normal form.',
  ),
  registryProxy: setting(
    'schema.registry.proxy.enable',
    boolean,
    'false',
    'Whether this proxy also answers what clients read from a registry (`GET /schemas/ids/{id}` …), by asking the registry.',
  ),
  nullAlwaysEmpty: setting(
    'null.request.body.always.publishes.empty.record',
    boolean,
    'false',
    'Whether null with a schema is stored as a null even when the schema does not allow it, as Confluent did before 8.0.',
  ),
  avroFillDefaults: setting(
    'avro.fill.defaults',
    boolean,
    'false',
    'Whether Avro records may lack fields that have a default in the schema, which is stored then. Without it they are refused, as by Java’s decoder.',
  ),
} as const satisfies Record<string, Setting<unknown>>
