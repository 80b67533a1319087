import {
  type Callback,
  saslAuthenticateV0,
  saslAuthenticateV1,
  saslAuthenticateV2,
  saslHandshakeV1,
  saslOAuthBearer,
  saslPlain,
  saslScramSha,
} from '@platformatic/kafka'
import { type Connection, ConnectionLost } from '../connection/connection.ts'
import type { VersionRange } from '../connections.ts'
import { KafkaLoginRefused } from '../error.ts'
import type { SaslSettings } from '../settings.ts'
import { TokenUnavailable } from './token.ts'

/** The last step of every mechanism; the library's encoders ask for it in this way. */
type Step = (connection: never, bytes: Buffer, callback: Callback<StepAnswer>) => void
type StepAnswer = { authBytes: Buffer; sessionLifetimeMs?: bigint }

const STEPS = [saslAuthenticateV2.api, saslAuthenticateV1.api, saslAuthenticateV0.api] as const
const AUTHENTICATE = 36

/**
 * Logs in over a connection that has sent nothing but ApiVersions (KIP-43, KIP-152).
 *
 * @param versions  what the broker speaks
 * @returns milliseconds for which the broker takes the login for good (KIP-368); 0 for as long as the connection lasts
 * @throws KafkaLoginRefused  the broker said no, or what it said cannot be
 * @throws ConnectionLost, TokenUnavailable  nobody said anything
 */
export async function authenticate(
  connection: Connection,
  sasl: SaslSettings,
  versions: ReadonlyMap<number, VersionRange>,
): Promise<number> {
  const range = versions.get(AUTHENTICATE)
  const api = STEPS.find(({ version }) => range && range.minVersion <= version && version <= range.maxVersion)
  const step: Step = (_connection, bytes, callback) => {
    connection.call(api ?? STEPS[0], bytes).then((answer) => callback(null, answer as StepAnswer), callback)
  }
  try {
    await connection.call(saslHandshakeV1.api, sasl.mechanism)
    const { sessionLifetimeMs = 0n } = await exchange(sasl, step)
    return Number(sessionLifetimeMs)
  } catch (error) {
    throw isSilence(error) ? error : new KafkaLoginRefused(error)
  }
}

async function exchange(sasl: SaslSettings, step: Step): Promise<StepAnswer> {
  // Whoever sends has the connection already.
  const [none, api] = [undefined as never, step as never]
  if (sasl.mechanism === 'OAUTHBEARER') {
    const { value } = await sasl.token()
    const answer = await saslOAuthBearer.authenticate(api, none, value, { ...sasl.extensions })
    // A broker that refuses a token says so in an answer without an error code (RFC 7628, 3.2.2).
    if (answer.authBytes.length > 0) throw new Error('The broker refuses the token.')
    return answer
  }
  if (sasl.mechanism === 'PLAIN') return saslPlain.authenticate(api, none, sasl.username, sasl.password)
  const algorithm = sasl.mechanism === 'SCRAM-SHA-256' ? 'SHA-256' : 'SHA-512'
  return saslScramSha.authenticate(api, none, algorithm, sasl.username, sasl.password)
}

/** Whether beneath a failure there is a connection that was cut, or a token that could not be had: nobody's refusal. */
function isSilence(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ConnectionLost || cause instanceof TokenUnavailable) return true
  }
  return false
}
