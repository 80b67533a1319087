/** A token for SASL/OAUTHBEARER, with what librdkafka wants to know of it besides. */
export interface LoginToken {
  readonly value: string
  /** Epoch milliseconds; `Infinity` when it isn't known. */
  readonly expiresAt: number
  /** Whom it is for, as far as the proxy can tell. */
  readonly principal: string
}

/**
 * Gives the token for a login.
 *
 * @throws TokenRefused      whoever makes the tokens does not accept the proxy's credentials
 * @throws TokenUnavailable  there is none at the moment
 */
export type TokenSource = () => Promise<LoginToken>

/** No token can be had at the moment: neither yes nor no. */
export class TokenUnavailable extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`No token for Kafka: ${reason}.`, { cause })
    this.name = 'TokenUnavailable'
  }
}

/** The token's issuer refuses the credentials it was shown. */
export class TokenRefused extends Error {
  constructor(reason: string) {
    super(`No token for Kafka: ${reason}.`)
    this.name = 'TokenRefused'
  }
}
