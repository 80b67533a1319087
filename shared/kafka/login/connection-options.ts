import { isIP } from 'node:net'
import type { ConnectionOptions, SASLOptions } from '@platformatic/kafka'
import type { Login, SaslSettings, TlsSettings } from '../settings.ts'

/** A login in the terms of @platformatic/kafka. @param host  the broker's name, or its address */
export function connectionOptions({ tls, sasl }: Login, host: string): ConnectionOptions {
  return {
    // An address cannot stand in SNI (RFC 6066, 3), a certificate for it is checked all the same.
    ...(tls && { tls: tlsOptions(tls), tlsServerName: isIP(host) === 0 }),
    ...(sasl && { sasl: saslOptions(sasl) }),
  }
}

function tlsOptions({ ca, certificate, key, checkHostname }: TlsSettings): NonNullable<ConnectionOptions['tls']> {
  return {
    minVersion: 'TLSv1.2',
    ...(ca && { ca }),
    ...(certificate && { cert: certificate }),
    ...(key && { key }),
    ...(!checkHostname && { checkServerIdentity: () => undefined }),
  }
}

function saslOptions(sasl: SaslSettings): SASLOptions {
  if (sasl.mechanism !== 'OAUTHBEARER') return { ...sasl }
  return {
    mechanism: sasl.mechanism,
    token: async () => (await sasl.token()).value,
    oauthBearerExtensions: { ...sasl.extensions },
    authBytesValidator(bytes, callback) {
      // A broker that refuses a token says so in an answer without an error code (RFC 7628, 3.2.2).
      if (bytes.length > 0) callback(new Error('The broker refuses the token.'))
      else callback(null, bytes)
    },
  }
}
