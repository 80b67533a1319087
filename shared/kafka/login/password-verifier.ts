import { randomBytes } from 'node:crypto'
import { createExpiringCache } from '../../auth/cache.ts'
import { invalidPassword } from '../../auth/challenge.ts'
import { digest } from '../../auth/digest.ts'
import type { Identity, PasswordVerifier } from '../../auth/verifier.ts'
import { DependencyUnavailable } from '../../http/errors/failures.ts'
import { TooManyPasswords } from '../../http/errors/limits.ts'
import { createKafkaClient } from '../client.ts'
import { KafkaLoginRefused } from '../error.ts'
import { fetchMetadata } from '../metadata.ts'
import type { KafkaSettings, PasswordSettings } from '../settings.ts'

export interface KafkaPasswordOptions {
  readonly mechanism: PasswordSettings['mechanism']
  /** How long an accepted password is not checked again. Default 60,000. */
  readonly maxAgeMs?: number
  /** Passwords remembered. Default 1,000. */
  readonly maxEntries?: number
  /** Logins that are tried at a time; beyond it somebody is guessing. Default 20. */
  readonly atOnce?: number
}

/**
 * Verifies names and passwords (RFC 7617) by logging in to Kafka with them: whoever is a user there may come in.
 *
 * Accepted ones are remembered by their SHA-256 under a key of the process's own; requests with the same share one login,
 * which ends with the answer.
 */
export function createKafkaPasswordVerifier(settings: KafkaSettings, options: KafkaPasswordOptions): PasswordVerifier {
  const { mechanism, maxAgeMs = 60_000, maxEntries = 1_000, atOnce = 20 } = options
  const secret = randomBytes(32).toString('base64')
  const accepted = createExpiringCache<Identity>({ maxEntries, now: Date.now })
  const trying = new Map<string, Promise<Identity>>()

  async function logIn(username: string, password: string, deadline: number): Promise<Identity> {
    const { renewal, onConnectionFailed: _, ...others } = settings
    const { tls } = renewal?.current ?? settings
    const sasl: PasswordSettings = { mechanism, username, password }
    const client = createKafkaClient({ ...others, ...(tls && { tls }), sasl })
    try {
      await fetchMetadata(client, [], deadline)
    } catch (error) {
      throw error instanceof KafkaLoginRefused
        ? invalidPassword()
        : new DependencyUnavailable('Kafka cluster', { cause: error })
    } finally {
      await client.close()
    }
    return { principal: username, scopes: new Set(), claims: {}, expiresAt: Number.POSITIVE_INFINITY }
  }

  return {
    name: 'kafka',
    verify(user, password, deadline) {
      // A name ends where Kafka's own protocols end it.
      if (user === '' || password === '' || `${user}${password}`.includes('\0')) throw invalidPassword()
      const key = digest(`${secret} ${user.length} ${user} ${password}`)
      const found = accepted.get(key) ?? trying.get(key)
      if (found) return found
      if (trying.size >= atOnce) throw new TooManyPasswords()
      const login = logIn(user, password, deadline)
        .then((identity) => {
          accepted.set(key, identity, Date.now() + maxAgeMs)
          return identity
        })
        .finally(() => trying.delete(key))
      trying.set(key, login)
      return login
    },
  }
}
