import { randomUUID } from 'node:crypto'
import type { Sender } from '../auth/verifier.ts'
import { type Login, logIn } from './login.ts'
import type { Connect, ProtocolVersion } from './packets/connect.ts'
import { MqttFault } from './packets/fault.ts'
import { REASON } from './packets/reason.ts'
import type { MqttService } from './service.ts'
import { checkWill } from './will.ts'

/** Who wants to come in, or to stay. */
export interface Asking {
  readonly version: ProtocolVersion
  readonly sender: Sender
  readonly address: string | undefined
  /** Whether the connection still waits to hear of it. */
  isWaiting(): boolean
}

export interface Admitted {
  readonly login: Login
  /** The client's own, or one that it is given. */
  readonly clientId: string
}

/**
 * Finds out who connects, and whether the client may have its identifier and its will; another connection that has the
 * identifier ends.
 *
 * @returns undefined when nobody waits for it any more
 * @throws MqttFault  it is not let in, which the audit log has heard of
 */
export async function admit(connect: Connect, asking: Asking, service: MqttService): Promise<Admitted | undefined> {
  const { context, clients } = service
  const clientId = connect.clientId || randomUUID()
  let login: Login | undefined
  try {
    login = await logIn(context, asking.sender)
    if (!asking.isWaiting()) {
      login.end()
      return undefined
    }
    const other = clients.get(clientId)
    if (other && other.principal !== login.identity.principal)
      throw new MqttFault(REASON.clientIdNotValid, 'The client identifier is another caller’s at the moment.')
    if (connect.will) checkWill(connect.will, asking.version, login.identity, service)
    other?.takeOver()
    return { login, clientId }
  } catch (error) {
    login?.end()
    throw refused(error, asking, connect.clientId, login, service)
  }
}

/**
 * Asks again for who has come in: what was known of the caller has run out.
 *
 * @returns undefined when nobody waits for it any more
 * @throws MqttFault  the caller may not stay, which the audit log has heard of
 */
export async function admitAgain(
  before: Login,
  asking: Asking,
  clientId: string,
  service: MqttService,
): Promise<Login | undefined> {
  try {
    const login = await logIn(service.context, asking.sender)
    const isSame = login.identity.principal === before.identity.principal
    if (asking.isWaiting() && isSame) return login
    login.end()
    if (isSame || !asking.isWaiting()) return undefined
    throw new MqttFault(REASON.badUserOrPassword, 'The credentials are another caller’s by now.')
  } catch (error) {
    throw refused(error, asking, clientId, before, service)
  }
}

function refused(
  error: unknown,
  { address }: Asking,
  client: string,
  login: Login | undefined,
  service: MqttService,
): MqttFault {
  const fault = service.faultOf(error)
  const principal = login?.identity.principal
  const { message: reason, reason: code } = fault
  service.context.audit.refused({ principal, address, client, topic: undefined, reason, code })
  return fault
}
