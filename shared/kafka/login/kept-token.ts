import type { LoginToken, TokenSource } from './token.ts'

/** How much of its life a token is used for before there is a new one: Kafka's `sasl.login.refresh.window.factor`. */
const USED_PART = 0.8
/** After a failure, and for tokens that do not say how long they live. */
const AGAIN_MS = 60_000

/**
 * Keeps a token for most of its life, one for all who ask, and goes on with it while no new one can be had.
 *
 * There is no timer: a token is asked for when somebody needs it, also after the process was frozen for hours.
 */
export function keptToken(source: TokenSource, now: () => number = Date.now): TokenSource {
  let kept: LoginToken | undefined
  let freshUntil = 0
  let asking: Promise<LoginToken> | undefined

  async function ask(): Promise<LoginToken> {
    const asked = now()
    try {
      kept = await source()
      const lifeMs = kept.expiresAt === Number.POSITIVE_INFINITY ? AGAIN_MS : kept.expiresAt - asked
      freshUntil = asked + lifeMs * USED_PART
      return kept
    } catch (error) {
      if (kept === undefined || kept.expiresAt <= now()) throw error
      freshUntil = Math.min(kept.expiresAt, now() + AGAIN_MS)
      return kept
    } finally {
      asking = undefined
    }
  }

  return () => {
    if (kept && now() < freshUntil) return Promise.resolve(kept)
    asking ??= ask()
    return asking
  }
}
