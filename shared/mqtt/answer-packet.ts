import { PACKET } from './framing.ts'
import type { ProtocolVersion } from './packets/connect.ts'
import { protocolError } from './packets/fault.ts'
import type { PacketReader } from './packets/reader.ts'
import { readSubscribe, readUnsubscribe } from './packets/subscribe.ts'
import { answerToFilters, HEADER, PINGRESP } from './packets/write.ts'

/**
 * The answer to a packet that changes nothing: SUBSCRIBE, UNSUBSCRIBE or PINGREQ.
 *
 * @throws MqttFault  it is malformed, or another packet that does not belong here
 */
export function answerPacket(reader: PacketReader, header: number, version: ProtocolVersion): Buffer {
  switch (header >> 4) {
    case PACKET.subscribe: {
      const { packetId, reasons } = readSubscribe(reader, version)
      return answerToFilters(HEADER.suback, version, packetId, reasons)
    }
    case PACKET.unsubscribe: {
      const { packetId, reasons } = readUnsubscribe(reader, version)
      return answerToFilters(HEADER.unsuback, version, packetId, reasons)
    }
    case PACKET.pingreq:
      reader.close()
      return PINGRESP
    case PACKET.connect:
      throw protocolError('There is a second CONNECT.')
    default:
      throw protocolError('A packet came that no client that only publishes sends.')
  }
}
