import { constants } from 'node:crypto'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import type { ListenerTls } from '../config/listener-tls.ts'

/** How long a client may take for the handshake. */
const HANDSHAKE_MS = 10_000

/** Makes the server of a listener, with TLS (1.2 and later) when it has a certificate. */
export function createListener(
  { tls }: { readonly tls?: ListenerTls },
  options: ServerOptions,
  serve: RequestListener,
): Server {
  if (tls === undefined) return createServer(options, serve)
  return createSecureServer({ ...options, ...secureContextOf(tls), ...authenticationOf(tls) }, serve)
}

/** What may be changed while the server listens, by its `setSecureContext`. */
export function secureContextOf({ cert, key, ca, minVersion, maxVersion, ciphers }: ListenerTls): SecureContextOptions {
  return {
    cert,
    key,
    ...(ca !== undefined && { ca }),
    minVersion,
    maxVersion,
    // A client that begins the handshake again and again costs it little and us much.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    ...(ciphers !== undefined && { ciphers }),
  }
}

/** One that is asked for and not trusted is refused with words, by who looks at the connection; one that must be there ends the handshake. */
export function authenticationOf({ clientAuthentication }: ListenerTls): TlsOptions {
  return {
    handshakeTimeout: HANDSHAKE_MS,
    requestCert: clientAuthentication !== 'NONE',
    rejectUnauthorized: clientAuthentication === 'REQUIRED',
  }
}
