import { createBasicVerifier } from '../auth/basic.ts'
import { createGafaelfawrVerifier } from '../auth/gafaelfawr.ts'
import { createIntrospectionVerifier } from '../auth/introspection.ts'
import { createJwtVerifier } from '../auth/jwt.ts'
import { createIssuersVerifier } from '../auth/jwt-issuers.ts'
import { parseUsers } from '../auth/users.ts'
import { openUsersFile } from '../auth/users-file.ts'
import type { PasswordVerifier, TokenVerifier } from '../auth/verifier.ts'
import { jwtIssuers } from '../config/jwt-issuers.ts'
import type { Settings } from '../config/load.ts'
import type { Log } from '../telemetry/log.ts'

/** What is configured to look at an Authorization header. */
export interface HeaderVerifiers {
  /** In the order in which they are asked. */
  readonly tokens: readonly TokenVerifier[]
  readonly passwords: PasswordVerifier | undefined
  /** Ends what they watch. */
  close(): void
}

/** The verifiers that are configured and can be anywhere. */
export function createVerifiers(settings: Settings, log: Log): HeaderVerifiers {
  const { gafaelfawrUrl, introspectionUrl } = settings
  const tokens: TokenVerifier[] = []
  const jwt = jwtVerifier(settings)
  if (jwt) tokens.push(jwt)
  if (gafaelfawrUrl) tokens.push(createGafaelfawrVerifier({ url: gafaelfawrUrl }))
  // It takes tokens of any form: what is left.
  if (introspectionUrl) {
    tokens.push(
      createIntrospectionVerifier({
        url: introspectionUrl,
        clientId: settings.introspectionClientId,
        clientSecret: settings.introspectionClientSecret,
        audiences: settings.introspectionAudience,
        scopeClaim: settings.introspectionScopeClaim || undefined,
        principalClaim: settings.introspectionPrincipalClaim || undefined,
        maxAgeMs: settings.introspectionCacheMs,
      }),
    )
  }
  return { tokens, ...passwordVerifier(settings, log) }
}

function jwtVerifier(settings: Settings): TokenVerifier | undefined {
  const issuers = jwtIssuers(settings)
  if (issuers.length === 0) return undefined
  const verifiers = new Map(issuers.map((options) => [options.issuer, createJwtVerifier(options)]))
  return createIssuersVerifier(verifiers, !settings.introspectionUrl)
}

function passwordVerifier(settings: Settings, log: Log): Pick<HeaderVerifiers, 'passwords' | 'close'> {
  const { basicUsers, basicUsersFile } = settings
  if (basicUsersFile) {
    const file = openUsersFile(basicUsersFile, (err) =>
      log.error({ event: 'auth.users-not-read', err }, 'The file of users has changed and cannot be read.'),
    )
    return { passwords: createBasicVerifier(file), close: () => file.close() }
  }
  const users = basicUsers ? parseUsers(basicUsers) : undefined
  return { passwords: users && createBasicVerifier({ users: () => users }), close() {} }
}
