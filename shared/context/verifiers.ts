import { createGafaelfawrVerifier } from '../auth/gafaelfawr.ts'
import { createJwtVerifier } from '../auth/jwt.ts'
import type { TokenVerifier, Verifiers } from '../auth/verifier.ts'
import type { Settings } from '../config/load.ts'

/** The verifiers that are configured, in the order in which they are asked. */
export function createVerifiers(settings: Settings): Verifiers {
  const tokens: TokenVerifier[] = []
  if (settings.jwtIssuer) {
    tokens.push(
      createJwtVerifier({
        issuer: settings.jwtIssuer,
        audience: settings.jwtAudience,
        jwksUrl: settings.jwtJwksUrl,
        algorithms: settings.jwtAlgorithms,
        ...(settings.jwtScopeClaim && { scopeClaim: settings.jwtScopeClaim }),
      }),
    )
  }
  if (settings.gafaelfawrUrl) tokens.push(createGafaelfawrVerifier({ url: settings.gafaelfawrUrl }))
  return { tokens }
}
