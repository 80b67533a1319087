import type { JwtVerifierOptions } from '../auth/jwt.ts'
import type { Settings } from './load.ts'

/** Every issuer whose JWTs are accepted, that of the flat settings first. */
export function jwtIssuers(settings: Settings): readonly JwtVerifierOptions[] {
  const algorithms = settings.jwtAlgorithms
  const first: JwtVerifierOptions = {
    issuer: settings.jwtIssuer,
    audience: settings.jwtAudience,
    jwksUrl: settings.jwtJwksUrl,
    algorithms,
    scopeClaim: settings.jwtScopeClaim || undefined,
    principalClaim: settings.jwtPrincipalClaim || undefined,
    clockToleranceMs: settings.jwtClockSkewMs,
  }
  return [...(first.issuer ? [first] : []), ...settings.jwtIssuers.map((issuer) => ({ algorithms, ...issuer }))]
}
