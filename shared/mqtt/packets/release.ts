import type { ProtocolVersion } from './connect.ts'
import { protocolError } from './fault.ts'
import { readProperties } from './properties.ts'
import type { PacketReader } from './reader.ts'
import { REASON } from './reason.ts'
import { readPacketId } from './subscribe.ts'

/** Reads a PUBREL. @returns its packet identifier @throws MqttFault */
export function readRelease(reader: PacketReader, version: ProtocolVersion): number {
  const packetId = readPacketId(reader)
  if (version === 5 && reader.left > 0) {
    const reason = reader.byte()
    if (reason !== REASON.success && reason !== REASON.packetIdNotFound)
      throw protocolError('A PUBREL has a reason that there is not.')
    if (reader.left > 0) readProperties(reader, 'acknowledgement')
  }
  reader.close()
  return packetId
}
