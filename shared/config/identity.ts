import type { Settings } from './load.ts'
import { configuredRules } from './policy.ts'

/** Whether callers can be told apart where they must be, and the policy can be read. @param reachable  from other machines */
export function checkIdentity(settings: Settings, reachable: boolean, problems: string[]): void {
  if (settings.jwtIssuer && !settings.jwtAudience) {
    problems.push(
      'KAFKA_REST_AUTH_JWT_AUDIENCE is missing: a token for another service of the issuer would be accepted.',
    )
  }
  if (reachable && !settings.jwtIssuer && !settings.gafaelfawrUrl && !settings.authNone) {
    problems.push(
      'Everybody who can reach the proxy could write: set KAFKA_REST_AUTH_JWT_ISSUER or KAFKA_REST_AUTH_GAFAELFAWR_URL, ' +
        'listen on 127.0.0.1 only, or, where something before the proxy checks callers, set KAFKA_REST_AUTH_NONE=true.',
    )
  }
  checkPolicy(settings, problems)
}

function checkPolicy(settings: Settings, problems: string[]): void {
  const { policy, policyFile } = settings
  if (policy && policyFile) problems.push('KAFKA_REST_AUTH_POLICY and KAFKA_REST_AUTH_POLICY_FILE: set one of them.')
  const variable = policyFile ? 'KAFKA_REST_AUTH_POLICY_FILE' : 'KAFKA_REST_AUTH_POLICY'
  try {
    configuredRules(settings)
  } catch (error) {
    problems.push(`${variable}: ${(error as Error).message}`)
  }
}
