import type { Connect, ProtocolVersion } from './packets/connect.ts'
import { MqttFault } from './packets/fault.ts'
import { REASON } from './packets/reason.ts'

const MAX_CLIENT_ID_BYTES = 1024

/** Whether a client may be let in as far as its CONNECT says. @throws MqttFault  not */
export function checkConnect({ clientId, clean, properties }: Connect, version: ProtocolVersion): void {
  if (properties.authenticationMethod !== undefined)
    throw new MqttFault(
      REASON.badAuthenticationMethod,
      'There is no further authentication here: send a user name and a password.',
    )
  if (clientId === '' && version === 4 && !clean)
    throw new MqttFault(REASON.clientIdNotValid, 'A session that is to be kept needs a client identifier.')
  if (Buffer.byteLength(clientId) > MAX_CLIENT_ID_BYTES)
    throw new MqttFault(REASON.clientIdNotValid, `A client identifier has at most ${MAX_CLIENT_ID_BYTES} bytes.`)
}
