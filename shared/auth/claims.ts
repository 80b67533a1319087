/** The claims of a token, as its issuer wrote them. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * Where issuers put what a caller may do: RFC 8693 and 9068 (`scope`), Okta and Entra ID (`scp`), Entra ID applications
 * (`roles`), Auth0 (`permissions`), Cognito user pools (`cognito:groups`).
 */
const SCOPE_CLAIMS = ['scope', 'scp', 'roles', 'permissions', 'cognito:groups']

/**
 * The scopes a token carries: each claim a string of names parted by spaces, or an array of names.
 *
 * @param claim  the one claim to read; all the usual ones when undefined
 */
export function scopesOf(claims: Claims, claim: string | undefined): ReadonlySet<string> {
  const names = claim === undefined ? SCOPE_CLAIMS : [claim]
  return new Set(names.flatMap((name) => listed(claimOf(claims, name))))
}

/**
 * A claim by its name, or by a path with dots for those that are nested (`realm_access.roles` of Keycloak). The name as
 * a whole goes first: it may have dots itself (`https://example.org/roles`).
 */
export function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Claims)[part]
  }
  return value
}

/**
 * Whether a token is meant for one of the audiences.
 *
 * A token without `aud` is measured by `client_id`, as API Gateway's JWT authorizer does: Cognito's access tokens have
 * no other mark of whom they are for.
 */
export function isMeantFor(claims: Claims, audiences: readonly string[]): boolean {
  const named = Object.hasOwn(claims, 'aud') ? claims.aud : claims.client_id
  const list: readonly unknown[] = Array.isArray(named) ? named : [named]
  return list.some((one) => typeof one === 'string' && audiences.includes(one))
}

function listed(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(' ').filter((name) => name !== '')
  if (Array.isArray(value)) return value.filter((name) => typeof name === 'string' && name !== '')
  return []
}
