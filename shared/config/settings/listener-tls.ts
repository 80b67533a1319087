import { boolean, integer, list, oneOf, text } from '../parse.ts'
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
  listenerKeystoreType: setting(
    'ssl.keystore.type',
    oneOf('', 'PEM', 'PKCS12'),
    '',
    'Its type; without it what the file itself shows.',
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
  listenerTruststoreType: setting(
    'ssl.truststore.type',
    oneOf('', 'PEM', 'PKCS12'),
    '',
    'Its type; without it what the file itself shows.',
  ),
  listenerTruststorePassword: setting('ssl.truststore.password', text, '', 'Password of that file.'),
  listenerCa: setting('ssl.truststore.certificates', pem, '', 'These authorities themselves instead, PEM.'),
  listenerReload: setting(
    'ssl.keystore.reload',
    boolean,
    'true',
    'Whether these files are read again when they have changed, for new connections. What cannot be read is left out, with a line in the log.',
  ),
  listenerReloadIntervalMs: setting(
    'ssl.keystore.reload.interval.ms',
    integer(100, 86_400_000),
    '10000',
    'How often is looked whether they have changed.',
  ),
  listenerProtocols: setting(
    'ssl.enabled.protocols',
    list,
    'TLSv1.2,TLSv1.3',
    'Versions of TLS that clients may speak; earlier ones are not to be had.',
  ),
  listenerCiphers: setting(
    'ssl.cipher.suites',
    list,
    '',
    'Cipher suites that clients may use, by the names that Java or OpenSSL have for them; without it Node’s, which are good ones.',
  ),
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
