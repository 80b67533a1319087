import type { Claim, Claims } from './claims.ts'

/** Claims of instances that are kept in this process. */
export function createMemoryClaims(): Claims {
  const principals = new Map<string, Map<string, Claim>>()
  const keyOf = ({ group, name }: Pick<Claim, 'group' | 'name'>) => JSON.stringify([group, name])

  return {
    async add(principal, claim, max) {
      const claims = principals.get(principal) ?? new Map<string, Claim>()
      const key = keyOf(claim)
      if (claims.size >= max && !claims.has(key)) return [...claims.values()]
      claims.set(key, claim)
      principals.set(principal, claims)
      return undefined
    },

    async remove(principal, claim) {
      const claims = principals.get(principal)
      const key = keyOf(claim)
      if (claim.since !== undefined && claims?.get(key)?.since !== claim.since) return
      claims?.delete(key)
      if (claims?.size === 0) principals.delete(principal)
    },
  }
}
