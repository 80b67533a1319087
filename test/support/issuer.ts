import { type Header, OAuth2Issuer, OAuth2Service, type Payload } from 'oauth2-mock-server'
import { type FaultyServer, startFaultyServer } from '../auth/faulty-server.ts'

/** An OpenID Connect issuer on loopback: discovery, key set, token endpoint, and faults on demand. */
export interface Issuer extends FaultyServer {
  /** Its name in `iss`. */
  readonly issuer: string
  /**
   * A token signed with the issuer's newest key, for `kafka-rest-edge`, held by `alice`, valid for an hour.
   *
   * @param claims  added to these, or instead of them; undefined takes one away
   * @param header  likewise, for the header
   */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>
  /** Publishes one more key, with which tokens are signed from now on. */
  rotate(algorithm?: string): Promise<void>
  /** The newest public key as a JWK. */
  publicKey(): Record<string, unknown>
  /** How often the key set was asked for. */
  keyFetches(): number
}

/** Settings of a proxy that takes the issuer's tokens. */
export function trusting({ issuer }: Issuer): Record<string, string> {
  return {
    KAFKA_REST_AUTH_JWT_ISSUER: issuer,
    KAFKA_REST_AUTH_JWT_AUDIENCE: 'kafka-rest-edge',
    KAFKA_REST_AUTH_JWT_ALGORITHMS: 'ES256',
  }
}

/** Starts an issuer of its own; `close` it at the end of the test. */
export async function startIssuer(algorithm = 'ES256'): Promise<Issuer> {
  const issuer = new OAuth2Issuer()
  const service = new OAuth2Service(issuer)
  const server = await startFaultyServer(service.requestHandler)
  issuer.url = server.url
  let kid = (await issuer.keys.generate(algorithm)).kid

  return Object.assign(server, {
    issuer: server.url,

    token(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) {
      const scopesOrTransform = (itsHeader: Header, payload: Payload) => {
        Object.assign(payload, { aud: 'kafka-rest-edge', sub: 'alice' }, claims)
        Object.assign(itsHeader, header)
      }
      return issuer.buildToken({ kid, scopesOrTransform })
    },

    async rotate(next = 'ES256') {
      kid = (await issuer.keys.generate(next)).kid
    },

    publicKey() {
      return { ...issuer.keys.toJSON().find((key) => key.kid === kid) }
    },

    keyFetches() {
      return server.requests.filter((path) => path === '/jwks').length
    },
  })
}
