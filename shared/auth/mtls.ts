import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { invalidConnection } from './challenge.ts'
import type { ConnectionVerifier, Identity } from './verifier.ts'

/** How long a principal may be, in characters. */
const MAX_PRINCIPAL = 1_000

export interface MtlsOptions {
  /** Makes a principal of a subject; undefined when it is nobody's. */
  readonly principalOf: (subject: string) => string | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * Takes a caller for who their certificate says. TLS has checked that they hold its key, and that an authority that is
 * trusted here has signed it; whether it has expired since is checked with every request.
 */
export function createMtlsVerifier({ principalOf, now = Date.now }: MtlsOptions): ConnectionVerifier {
  const known = new WeakMap<Socket, Identity>()

  function identityOf(certificate: X509Certificate): Identity {
    const subject = subjectOf(certificate)
    const principal = principalOf(subject)
    if (principal === undefined || principal === '' || principal.length > MAX_PRINCIPAL)
      throw invalidConnection('The client certificate’s subject is not one that is known here.')
    const expiresAt = Date.parse(certificate.validTo)
    return { principal, scopes: new Set(), claims: { subject }, expiresAt }
  }

  return {
    name: 'mtls',
    asks: 'a client certificate',
    identify({ socket }) {
      if (!(socket instanceof TLSSocket)) return undefined
      let identity = known.get(socket)
      if (identity === undefined) {
        const certificate = socket.getPeerX509Certificate()
        if (certificate === undefined) return undefined
        if (!socket.authorized) throw invalidConnection('The client certificate is not from an authority trusted here.')
        identity = identityOf(certificate)
        known.set(socket, identity)
      }
      if (identity.expiresAt <= now()) throw invalidConnection('The client certificate has expired.')
      return identity
    },
  }
}

/**
 * The subject as Java writes it and Kafka's rules expect it (RFC 2253): the last of its parts first, parted by commas.
 * OpenSSL has each part on a line of its own, with its special characters escaped already.
 */
export function subjectOf({ subject }: Pick<X509Certificate, 'subject'>): string {
  return subject
    .split('\n')
    .map((part) => part.replaceAll(' + ', '+'))
    .toReversed()
    .join(',')
}
