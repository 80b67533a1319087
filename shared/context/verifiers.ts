import { createGafaelfawrVerifier } from '../auth/gafaelfawr.ts'
import { createJwtVerifier } from '../auth/jwt.ts'
import type { TokenVerifier } from '../auth/verifier.ts'
import type { Settings } from '../config/load.ts'

/** The verifiers that are configured, in the order in which they are asked. */
export function createVerifiers(settings: Settings): TokenVerifier[] {
  const verifiers: TokenVerifier[] = []
  if (settings.jwtIssuer) {
    verifiers.push(
      createJwtVerifier({
        issuer: settings.jwtIssuer,
        audience: settings.jwtAudience,
        jwksUrl: settings.jwtJwksUrl,
        algorithms: settings.jwtAlgorithms,
        ...(settings.jwtScopeClaim && { scopeClaim: settings.jwtScopeClaim }),
      }),
    )
  }
  if (settings.gafaelfawrUrl) verifiers.push(createGafaelfawrVerifier({ url: settings.gafaelfawrUrl }))
  return verifiers
}
