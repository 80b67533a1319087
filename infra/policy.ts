import { text } from 'node:stream/consumers'
import { createAuthenticator } from '../shared/auth/authenticate.ts'
import type { Identity } from '../shared/auth/verifier.ts'
import type { Config } from '../shared/config/config.ts'
import { configuredRules } from '../shared/config/policy.ts'
import { readConfig } from '../shared/config/read-config.ts'
import { createVerifiers } from '../shared/context/verifiers.ts'
import { RestError } from '../shared/http/errors/rest-error.ts'
import { createLog } from '../shared/telemetry/log.ts'
import { main } from './local/main.ts'
import { type Asked, readArguments } from './policy/arguments.ts'
import { report } from './policy/report.ts'

/** Longest time for an issuer's answer. */
const PATIENCE_MS = 15_000
/** Settings that a policy does not need, where they are missing. */
const NOT_NEEDED = { KAFKA_REST_BOOTSTRAP_SERVERS: 'none:9092', KAFKA_REST_LISTENERS: 'http://127.0.0.1:0' }

/** `npm run policy`: what a token, a user, or somebody with some scopes may do by the settings. */
await main(async () => {
  const asked = await readArguments(process.argv.slice(2), async () => (await text(process.stdin)).trim())
  const config = await readConfig({ ...NOT_NEEDED, ...process.env })
  const identity = await identityOf(asked, config)
  const lines = [who(identity), ...(await report(configuredRules(config.settings), identity, asked))]
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
})

async function identityOf({ authorization, principal, scopes }: Asked, { settings }: Config): Promise<Identity> {
  const expiresAt = Number.POSITIVE_INFINITY
  if (authorization === undefined) return { principal, scopes: new Set(scopes), claims: {}, expiresAt }
  const verifiers = createVerifiers(settings, createLog('silent'))
  if (verifiers.tokens.length === 0 && verifiers.passwords === undefined)
    throw new Error('No way to verify tokens or users is configured: everybody may do everything.')
  try {
    return await createAuthenticator(verifiers).authenticate({ header: () => authorization }, Date.now() + PATIENCE_MS)
  } catch (error) {
    if (error instanceof RestError) throw new Error(`${error.status}: ${error.message}`, { cause: error })
    throw error
  } finally {
    verifiers.close()
  }
}

function who({ principal, scopes, expiresAt }: Identity): string {
  const until = expiresAt === Number.POSITIVE_INFINITY ? '' : `, until ${new Date(expiresAt).toISOString()}`
  return `${principal}, with ${scopes.size === 0 ? 'no scopes' : [...scopes].join(', ')}${until}, may:`
}
