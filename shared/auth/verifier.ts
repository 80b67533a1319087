import type { Socket } from 'node:net'

/** Who is calling, as a verifier established it. */
export interface Identity {
  /** The name the caller goes by: `sub` of a JWT, `username` of a Gafaelfawr token, a user's name, a certificate's subject. */
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
 * Several may be configured; `accepts` looks at the token itself only, never at the network, and the first verifier that
 * accepts a token decides about it.
 */
export interface TokenVerifier {
  readonly name: string
  /** Whether its tokens may also come as user name or password of Basic credentials. Default false. */
  readonly acceptsBasic?: boolean
  accepts(token: string): boolean
  /** Whether it accepts whatever it is shown, passwords as well. Default false. */
  readonly acceptsAnything?: boolean
  /**
   * @param deadline epoch milliseconds by which an answer is needed
   * @throws Unauthorized           the token is not valid (401)
   * @throws DependencyUnavailable  the issuer gave no answer: neither yes nor no (503)
   */
  verify(token: string, deadline: number): Promise<Identity>
}

/** Establishes who is calling from a user's name and password (RFC 7617), and remembers by itself whom it has accepted. */
export interface PasswordVerifier {
  readonly name: string
  /**
   * @throws Unauthorized      there is no such user, or the password is another (401)
   * @throws TooManyPasswords  too many are being checked (503)
   */
  verify(user: string, password: string, deadline: number): Identity | Promise<Identity>
}

/** What is known of who sent a request before anybody has looked at it. */
export interface Sender {
  /** A header as it came; several of one name are joined by `, `. */
  header(name: string): string | undefined
  /** The connection the request came by; undefined where the platform ends it, as on Lambda. */
  readonly socket?: Socket | undefined
}

/** Establishes who is calling from the connection: asked when a request has no Authorization header that anybody reads. */
export interface ConnectionVerifier {
  readonly name: string
  /** What a caller without credentials is told to come with, after "send"; undefined when it is nothing callers can do. */
  readonly asks?: string
  /**
   * @returns undefined when the request says nothing of the kind
   * @throws Unauthorized  it says something, and that is not valid (401)
   */
  identify(sender: Sender): Identity | undefined
}

/** All ways that are configured. */
export interface Verifiers {
  /** In the order in which they are asked. */
  readonly tokens?: readonly TokenVerifier[]
  readonly passwords?: PasswordVerifier | undefined
  /** In the order in which they are asked. */
  readonly connections?: readonly ConnectionVerifier[]
}
