import { readFileSync } from 'node:fs'
import { createJwtVerifier } from '../auth/jwt.ts'
import { parsePrincipalRules } from '../auth/principal-rules.ts'
import { createTrustedHeaderVerifier } from '../auth/trusted-header.ts'
import { parseUsers } from '../auth/users.ts'
import { jwtIssuers } from './jwt-issuers.ts'
import type { Settings } from './load.ts'
import { configuredRules } from './policy.ts'

/** Where the proxy is, as far as it matters who can come. */
export interface Place {
  /** Connections end before the proxy: it knows neither certificates nor addresses. */
  readonly onLambda: boolean
  /** From other machines. */
  readonly reachable: boolean
  /** Whether it ends TLS. */
  readonly secure: boolean
}

/** Whether callers can be told apart where they must be, and the policy can be read. */
export function checkIdentity(settings: Settings, place: Place, problems: string[]): void {
  checkJwt(settings, problems)
  checkBasic(settings, problems)
  if (settings.introspectionUrl && !settings.introspectionClientId) {
    problems.push('KAFKA_REST_AUTH_INTROSPECTION_CLIENT_ID is missing: no issuer tells everybody about tokens.')
  }
  checkConnection(settings, place, problems)
  if (settings.callerPropagation && !knowsCallers(settings)) {
    problems.push(
      'KAFKA_REST_CLIENT_PRINCIPAL_PROPAGATION=true needs a way to know callers: nobody is asked who they are.',
    )
  }
  if (place.reachable && !settings.authNone && !knowsCallers(settings)) {
    problems.push(
      'Everybody who can reach the proxy could write: set KAFKA_REST_AUTH_JWT_ISSUER, KAFKA_REST_AUTH_GAFAELFAWR_URL or ' +
        'another way to know callers (docs/security.md), listen on 127.0.0.1 only, or, where something before the proxy checks callers, set KAFKA_REST_AUTH_NONE=true.',
    )
  }
  checkPolicy(settings, problems)
}

/** Whether any verifier is configured. */
function knowsCallers(settings: Settings): boolean {
  return knowsByHeader(settings) || settings.trustedHeader !== '' || settings.clientAuthentication !== 'NONE'
}

function knowsByHeader(settings: Settings): boolean {
  const { gafaelfawrUrl, introspectionUrl, basicUsers, basicUsersFile, basicByKafka } = settings
  const byPassword = basicUsers || basicUsersFile || basicByKafka
  return jwtIssuers(settings).length > 0 || !!(gafaelfawrUrl || introspectionUrl || byPassword)
}

function checkJwt(settings: Settings, problems: string[]): void {
  if (settings.jwtIssuer && settings.jwtAudience.length === 0) {
    problems.push(
      'KAFKA_REST_AUTH_JWT_AUDIENCE is missing: a token for another service of the issuer would be accepted.',
    )
    return
  }
  const issuers = jwtIssuers(settings)
  for (const options of issuers) tried('KAFKA_REST_AUTH_JWT_…', problems, () => createJwtVerifier(options))
  if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length) {
    problems.push('KAFKA_REST_AUTH_JWT_ISSUERS: an issuer is named twice.')
  }
}

function checkBasic(settings: Settings, problems: string[]): void {
  const { basicUsers, basicUsersFile, basicByKafka, securityProtocol } = settings
  if (basicByKafka && (basicUsers || basicUsersFile)) {
    problems.push(
      'KAFKA_REST_AUTH_BASIC_KAFKA=true: passwords are checked by Kafka or by a list of users, not by both.',
    )
  }
  if (basicByKafka && !securityProtocol.startsWith('SASL_')) {
    problems.push('KAFKA_REST_AUTH_BASIC_KAFKA=true needs KAFKA_REST_CLIENT_SECURITY_PROTOCOL=SASL_SSL.')
  }
  if (basicUsers && basicUsersFile) {
    problems.push('KAFKA_REST_AUTH_BASIC_USERS and KAFKA_REST_AUTH_BASIC_USERS_FILE: set one of them.')
  }
  if (basicUsers) tried('KAFKA_REST_AUTH_BASIC_USERS', problems, () => parseUsers(basicUsers))
  if (basicUsersFile) {
    tried('KAFKA_REST_AUTH_BASIC_USERS_FILE', problems, () => parseUsers(readFileSync(basicUsersFile, 'utf8')))
  }
}

/** What takes the connection's word, and is nothing where others end connections. */
function checkConnection(settings: Settings, { onLambda, secure }: Place, problems: string[]): void {
  const { trustedHeader, clientAuthentication } = settings
  if (trustedHeader && onLambda) {
    problems.push('KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: not on Lambda, where anybody could send the header.')
  } else if (trustedHeader) {
    tried('KAFKA_REST_AUTH_TRUSTED_HEADER_FROM', problems, () =>
      createTrustedHeaderVerifier({ header: trustedHeader, from: settings.trustedHeaderFrom }),
    )
  }
  if (clientAuthentication !== 'NONE' && onLambda) {
    problems.push('KAFKA_REST_SSL_CLIENT_AUTHENTICATION: not on Lambda, where the proxy sees no certificates.')
  } else if (clientAuthentication !== 'NONE' && !secure) {
    problems.push(
      'KAFKA_REST_SSL_CLIENT_AUTHENTICATION needs a listener with https in KAFKA_REST_LISTENERS, or with mqtts in KAFKA_MQTT_LISTENERS.',
    )
  }
  tried('KAFKA_REST_SSL_PRINCIPAL_MAPPING_RULES', problems, () => parsePrincipalRules(settings.principalRules))
  if (clientAuthentication !== 'NONE' && !knowsByHeader(settings) && !trustedHeader && !hasPolicy(settings)) {
    problems.push(
      'KAFKA_REST_AUTH_POLICY is missing: certificates have no scopes, so nobody could do anything; write for example User:CN=…=produce.',
    )
  }
}

function hasPolicy({ policy, policyFile }: Settings): boolean {
  return policy !== '' || policyFile !== ''
}

function checkPolicy(settings: Settings, problems: string[]): void {
  const { policy, policyFile } = settings
  if (policy && policyFile) problems.push('KAFKA_REST_AUTH_POLICY and KAFKA_REST_AUTH_POLICY_FILE: set one of them.')
  tried(policyFile ? 'KAFKA_REST_AUTH_POLICY_FILE' : 'KAFKA_REST_AUTH_POLICY', problems, () =>
    configuredRules(settings),
  )
}

function tried(variable: string, problems: string[], check: () => unknown): void {
  try {
    check()
  } catch (error) {
    problems.push(`${variable}: ${(error as Error).message}`)
  }
}
