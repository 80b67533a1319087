import { oneOf, text } from '../parse.ts'
import { pem } from '../pem.ts'
import { type Parse, type Setting, setting } from '../setting.ts'

/** What Kafka's and AWS's handlers do is done here without being asked; another one would do something else. */
const knownHandler: Parse<string> = (value) => {
  if (!/^$|\.(?:OAuthBearerLoginCallbackHandler|IAM\w*CallbackHandler)$/.test(value.trim())) {
    throw new Error(`'${value}' is a Java class and cannot be used`)
  }
  return value.trim()
}

/** Who the proxy is towards the brokers, and how it knows them; behind `client.` stand Kafka’s own keys. */
export const KAFKA_LOGIN_SETTINGS = {
  securityProtocol: setting(
    'client.security.protocol',
    oneOf('PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'),
    'PLAINTEXT',
    'How brokers are spoken to.',
  ),
  saslMechanism: setting(
    'client.sasl.mechanism',
    oneOf('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', 'AWS_MSK_IAM'),
    'SCRAM-SHA-512',
    'SASL mechanism, when the protocol has SASL.',
  ),
  saslJaasConfig: setting(
    'client.sasl.jaas.config',
    text,
    '',
    'Login as Java clients write it: `…LoginModule required username="…" password="…";`, for OAUTHBEARER `clientId`, `clientSecret`, `scope` and `extension_…`. Or a secret of JSON with `username` and `password`, as MSK has them.',
  ),
  oauthTokenUrl: setting(
    'client.sasl.oauthbearer.token.endpoint.url',
    text,
    '',
    'Where OAUTHBEARER has its tokens from: an issuer’s token endpoint, or a `file:///…` that somebody keeps fresh.',
  ),
  oauthClientId: setting(
    'client.sasl.oauthbearer.client.credentials.client.id',
    text,
    '',
    'This proxy’s client id at the issuer; may stand in `sasl.jaas.config` too.',
  ),
  oauthClientSecret: setting(
    'client.sasl.oauthbearer.client.credentials.client.secret',
    text,
    '',
    'Its secret; may stand in `sasl.jaas.config` too.',
  ),
  oauthScope: setting('client.sasl.oauthbearer.scope', text, '', 'Scopes to ask for, separated by blanks.'),
  oauthToken: setting('client.sasl.oauthbearer.token', text, '', 'A token for OAUTHBEARER that is made elsewhere.'),
  saslAwsRegion: setting(
    'client.sasl.aws.region',
    text,
    '',
    'Region of the cluster for AWS_MSK_IAM; without it that in the brokers’ names.',
  ),
  loginCallbackHandler: setting(
    'client.sasl.login.callback.handler.class',
    knownHandler,
    '',
    'Java clients need it for OAUTHBEARER and AWS_MSK_IAM; taken, and not used.',
  ),
  clientCallbackHandler: setting(
    'client.sasl.client.callback.handler.class',
    knownHandler,
    '',
    'Java clients need it for OAUTHBEARER and AWS_MSK_IAM; taken, and not used.',
  ),
  sslCa: setting(
    'client.ssl.truststore.certificates',
    pem,
    '',
    'Certificates that brokers’ are checked against, PEM; the system’s without it.',
  ),
  sslTruststoreLocation: setting('client.ssl.truststore.location', text, '', 'The same in a file, PEM or PKCS12.'),
  sslTruststoreType: setting(
    'client.ssl.truststore.type',
    oneOf('', 'PEM', 'PKCS12'),
    '',
    'May say what the file is; it is found out without. JKS is not read: keytool makes it PKCS12.',
  ),
  sslTruststorePassword: setting('client.ssl.truststore.password', text, '', 'Password of that file.'),
  sslCertificate: setting('client.ssl.keystore.certificate.chain', pem, '', 'This proxy’s own certificate chain, PEM.'),
  sslKey: setting('client.ssl.keystore.key', pem, '', 'Private key of that certificate, PEM.'),
  sslKeystoreLocation: setting('client.ssl.keystore.location', text, '', 'Both in a file, PEM or PKCS12.'),
  sslKeystoreType: setting(
    'client.ssl.keystore.type',
    oneOf('', 'PEM', 'PKCS12'),
    '',
    'May say what the file is; it is found out without.',
  ),
  sslKeystorePassword: setting('client.ssl.keystore.password', text, '', 'Password of that file.'),
  sslKeyPassword: setting(
    'client.ssl.key.password',
    text,
    '',
    'Password of the private key; without it that of the file.',
  ),
  sslEndpointIdentification: setting(
    'client.ssl.endpoint.identification.algorithm',
    oneOf('https', ''),
    'https',
    'Empty: a broker’s certificate need not be for the name it is reached by.',
  ),
} as const satisfies Record<string, Setting<unknown>>
