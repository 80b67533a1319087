/**
 * DynamoDB may delete items so long after their expiry. That only takes out garbage: whether something has expired is
 * always told by its expiry itself. Longer than any instance time-out, so that members of different time-outs can set it
 * for their group without regard to each other.
 */
const garbageAfterMs = 30 * 24 * 60 * 60 * 1000

/** The `ttl` attribute, in epoch seconds, of what expires at `expiresAt` (epoch milliseconds). */
export function ttl(expiresAt: number): { readonly N: string } {
  return { N: String(Math.ceil((expiresAt + garbageAfterMs) / 1000)) }
}
