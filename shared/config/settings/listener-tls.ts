import { oneOf, text } from '../parse.ts'
import { pem } from '../pem.ts'
import { type Setting, setting } from '../setting.ts'

/** TLS towards callers, by the names that Confluent's server has. */
export const LISTENER_TLS_SETTINGS = {
  listenerKeystoreLocation: setting(
    'ssl.keystore.location',
    text,
    '',
    'File with this server’s certificate and its key, PEM or PKCS#12, for a listener with https.',
  ),
  listenerKeystorePassword: setting('ssl.keystore.password', text, '', 'Password of that file.'),
  listenerKeyPassword: setting('ssl.key.password', text, '', 'Password of the key, where it has another.'),
  listenerCertificate: setting('ssl.keystore.certificate.chain', pem, '', 'The certificate chain itself instead, PEM.'),
  listenerKey: setting('ssl.keystore.key', pem, '', 'Private key of that certificate, PEM.'),
  listenerTruststoreLocation: setting(
    'ssl.truststore.location',
    text,
    '',
    'File with the authorities of clients’ certificates, PEM or PKCS#12.',
  ),
  listenerTruststorePassword: setting('ssl.truststore.password', text, '', 'Password of that file.'),
  listenerCa: setting('ssl.truststore.certificates', pem, '', 'These authorities themselves instead, PEM.'),
  clientAuthentication: setting(
    'ssl.client.authentication',
    oneOf('NONE', 'REQUESTED', 'REQUIRED'),
    'NONE',
    'Whether clients are asked for a certificate, and whether they must have one. Node server only.',
  ),
  principalRules: setting(
    'ssl.principal.mapping.rules',
    text,
    'DEFAULT',
    'How a certificate’s subject becomes a principal, as with Kafka’s brokers: `RULE:pattern/replacement/[LU]`, `DEFAULT`, parted by commas.',
  ),
} as const satisfies Record<string, Setting<unknown>>
