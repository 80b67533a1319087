import type { Identity, Sender } from '../auth/verifier.ts'
import type { CallerLease } from '../context/callers.ts'
import type { Context } from '../context.ts'
import { Forbidden, Unauthorized } from '../http/errors/access.ts'
import { Overloaded, TooManyPasswords } from '../http/errors/limits.ts'
import { RestError } from '../http/errors/rest-error.ts'
import type { MessageLimit } from '../limits/limits.ts'
import type { Producer } from '../produce/producer.ts'
import type { Connect } from './packets/connect.ts'
import { MqttFault } from './packets/fault.ts'
import { REASON } from './packets/reason.ts'
import type { Transport } from './transport.ts'

/** What a client that is let in may do, and until when that is known. */
export interface Login {
  readonly identity: Identity
  /** Epoch milliseconds, after which it has to be asked again. */
  readonly validUntil: number
  /** To Kafka, in the caller's own name where callers have one. */
  readonly producer: Producer
  /** Undefined when nothing is limited. */
  readonly limit: MessageLimit | undefined
  /** To be called when nothing more is produced. */
  end(): void
}

/** Users may be taken off a list whose passwords never expire. */
const LONGEST_MS = 900_000

/** How the credentials of a CONNECT are shown to who verifies those of requests. */
export function senderOf(
  { user, password }: Pick<Connect, 'user' | 'password'>,
  transport: Transport,
  isToken: (text: string) => boolean,
): Sender {
  const credentials = authorizationOf(user, password?.toString(), isToken)
  return {
    socket: transport.socket,
    header: (name) => (name === 'authorization' && credentials !== undefined ? credentials : transport.header(name)),
  }
}

/** A token may be the password or, without one, the user's name; a password without a user's name can be nothing else. */
function authorizationOf(
  user: string | undefined,
  password: string | undefined,
  isToken: (text: string) => boolean,
): string | undefined {
  if (user === undefined && password === undefined) return undefined
  const token = password || user || ''
  if (!user || isToken(token)) return `Bearer ${token}`
  return `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}`
}

/**
 * Finds out who has connected and whether they may produce at all.
 *
 * @throws MqttFault  they may not, or nobody can tell at the moment
 */
export async function logIn(context: Context, sender: Sender): Promise<Login> {
  const { authenticator, policy, settings, callers, limits } = context
  const deadline = Date.now() + settings.requestTimeoutMs
  try {
    const identity = await authenticator.authenticate(sender, deadline)
    await policy.ready(deadline)
    policy.require(identity, 'produce')
    const lease: CallerLease | undefined = callers?.lease(identity, sender)
    return {
      identity,
      validUntil: Math.min(identity.expiresAt, Date.now() + LONGEST_MS),
      producer: (lease?.context ?? context).producer,
      limit: limits?.messages(identity.principal),
      end: () => lease?.end(),
    }
  } catch (error) {
    throw faultOf(error, sender.header('authorization') !== undefined, context)
  }
}

function faultOf(error: unknown, gaveCredentials: boolean, { log }: Context): MqttFault {
  if (error instanceof Unauthorized)
    return new MqttFault(gaveCredentials ? REASON.badUserOrPassword : REASON.notAuthorized, error.message)
  if (error instanceof Forbidden) return new MqttFault(REASON.notAuthorized, error.message)
  if (error instanceof TooManyPasswords || error instanceof Overloaded)
    return new MqttFault(REASON.serverBusy, error.message)
  if (error instanceof RestError && error.status === 503) return new MqttFault(REASON.serverUnavailable, error.message)
  log.error({ event: 'mqtt.login-failed', err: error }, 'A client could not be let in.')
  return new MqttFault(REASON.serverUnavailable, 'It cannot be told at the moment who you are; try again.')
}
