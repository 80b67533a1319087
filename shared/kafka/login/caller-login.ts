import type { Credentials } from '../../auth/credentials.ts'
import { digest } from '../../auth/digest.ts'
import { Forbidden } from '../../http/errors/access.ts'
import type { Login, PasswordSettings, SaslSettings } from '../settings.ts'
import { givenToken } from './given-token.ts'

/** A user's name and password at Kafka. */
export type KafkaUser = Pick<PasswordSettings, 'username' | 'password'>

export interface CallerLoginOptions {
  /** For names and passwords. */
  readonly mechanism: PasswordSettings['mechanism']
  /** Whom callers are at Kafka who cannot show it a password or a token, or shall not; by principal. */
  readonly users: ReadonlyMap<string, KafkaUser>
}

/** Who a caller is towards Kafka. */
export interface CallerLogin {
  /** Differs wherever the principal, or what it is proven with, differs; holds neither. */
  readonly key: string
  readonly sasl: SaslSettings
}

/**
 * Makes a caller's own login:
 *
 *     somebody named for the principal   that user, SCRAM or PLAIN
 *     name and password                  the same, SCRAM or PLAIN
 *     a bearer token                     the token, OAUTHBEARER, with the extensions of the proxy's own login
 *
 * @param own  the proxy's own login
 * @throws Forbidden  none of these: nothing is done in the proxy's own name instead
 */
export function callerLogin(
  principal: string,
  credentials: Credentials | undefined,
  own: Login,
  { mechanism, users }: CallerLoginOptions,
): CallerLogin {
  const user = users.get(principal)
  if (user) return passwordLogin(principal, { mechanism, ...user })
  if (credentials?.scheme === 'basic') {
    return passwordLogin(principal, { mechanism, username: credentials.user, password: credentials.password })
  }
  if (credentials?.scheme !== 'bearer') {
    throw new Forbidden(`Kafka is asked in the caller's own name, and '${principal}' has no login there.`)
  }
  const extensions = own.sasl?.mechanism === 'OAUTHBEARER' ? own.sasl.extensions : undefined
  return {
    key: keyOf('token', principal, credentials.token),
    sasl: {
      mechanism: 'OAUTHBEARER',
      token: givenToken(credentials.token),
      ...(extensions && { extensions }),
    },
  }
}

function passwordLogin(principal: string, sasl: PasswordSettings): CallerLogin {
  return { key: keyOf(sasl.mechanism, principal, sasl.username, sasl.password), sasl }
}

/** With the parts' lengths, so that no two make another pair's. */
function keyOf(...parts: readonly string[]): string {
  return digest(parts.map((part) => `${part.length}:${part}`).join(','))
}
