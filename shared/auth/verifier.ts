/** Who is calling, as a verifier established it. */
export interface Identity {
  /** The name the caller goes by: `sub` of a JWT, `username` of a Gafaelfawr token. */
  readonly principal: string
  readonly scopes: ReadonlySet<string>
  /** All the verifier learned, for policies that look at more than scopes. */
  readonly claims: Readonly<Record<string, unknown>>
  /** When what was established ends to hold, epoch milliseconds; `Infinity` when it does not. */
  readonly expiresAt: number
}

/**
 * One way to establish who is calling from a bearer token (RFC 6750).
 *
 * Several may be configured; `accepts` looks at the token's form only, never at the network, and the first verifier that
 * accepts a token decides about it.
 */
export interface TokenVerifier {
  readonly name: string
  /** Whether its tokens may also come as user name or password of Basic credentials. Default false. */
  readonly acceptsBasic?: boolean
  accepts(token: string): boolean
  /**
   * @param deadline epoch milliseconds by which an answer is needed
   * @throws Unauthorized           the token is not valid (401)
   * @throws DependencyUnavailable  the issuer gave no answer: neither yes nor no (503)
   */
  verify(token: string, deadline: number): Promise<Identity>
}
