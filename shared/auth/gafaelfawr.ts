import { serviceUrl } from './service-url.ts'
import { fetchTokenInfo, isGafaelfawrToken, TOKEN_SERVICE } from './token-info.ts'
import { createVerdicts, type VerdictMemory } from './verdicts.ts'
import type { TokenVerifier } from './verifier.ts'

/** Gafaelfawr's own clients keep what they learned about a token for five minutes; its policy is not to go beyond. */
const MAX_AGE_MS = 300_000

export interface GafaelfawrVerifierOptions extends VerdictMemory {
  /** Where Gafaelfawr's routes start, for example `https://data.example.org`. */
  readonly url: string
  /** Limit for one call. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** How long an accepted token is not asked about again: at most, and by default, 300,000. */
  readonly maxAgeMs?: number | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * Verifies the opaque tokens of the Rubin Science Platform by asking Gafaelfawr about them; verdicts.ts says what is
 * remembered, and what happens while it is away.
 *
 * @throws Error  the options are not usable; the message names the one
 */
export function createGafaelfawrVerifier(options: GafaelfawrVerifierOptions): TokenVerifier {
  const { timeoutMs = 5_000, now = Date.now } = options
  const url = serviceUrl('url', options.url)
  const verify = createVerdicts({
    ...options,
    service: TOKEN_SERVICE,
    ask: (token) => fetchTokenInfo(url, token, timeoutMs, now),
    maxAgeMs: Math.min(options.maxAgeMs ?? MAX_AGE_MS, MAX_AGE_MS),
    now,
  })
  return { name: 'gafaelfawr', acceptsBasic: true, accepts: isGafaelfawrToken, verify }
}
