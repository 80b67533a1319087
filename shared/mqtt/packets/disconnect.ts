import type { ProtocolVersion } from './connect.ts'
import { protocolError } from './fault.ts'
import { NO_PROPERTIES, readProperties } from './properties.ts'
import type { PacketReader } from './reader.ts'
import { FAILED, REASON } from './reason.ts'

/** A DISCONNECT. */
export interface Disconnect {
  readonly reason: number
  readonly sessionExpirySeconds: number
}

/** Reads a DISCONNECT. @throws MqttFault */
export function readDisconnect(reader: PacketReader, version: ProtocolVersion): Disconnect {
  let reason: number = REASON.success
  let properties = NO_PROPERTIES
  if (version === 5 && reader.left > 0) {
    reason = reader.byte()
    if (reason !== REASON.success && reason !== REASON.disconnectWithWill && reason < FAILED)
      throw protocolError('A DISCONNECT has a reason that there is not.')
    if (reader.left > 0) properties = readProperties(reader, 'disconnect')
  }
  reader.close()
  return { reason, sessionExpirySeconds: properties.sessionExpiry ?? 0 }
}
