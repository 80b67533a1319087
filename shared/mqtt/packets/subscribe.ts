import { malformed, protocolError } from './fault.ts'
import { NO_PROPERTIES, readProperties } from './properties.ts'
import type { PacketReader } from './reader.ts'
import { FAILED, REASON } from './reason.ts'

/** A SUBSCRIBE or an UNSUBSCRIBE, and what is answered: nobody reads here. */
export interface Refused {
  readonly packetId: number
  /** A reason for each filter. */
  readonly reasons: readonly number[]
}

/** Reads a SUBSCRIBE. @throws MqttFault */
export function readSubscribe(reader: PacketReader, version: 4 | 5): Refused {
  const packetId = readPacketId(reader)
  const { subscriptionIdentifier } = version === 5 ? readProperties(reader, 'subscribe') : NO_PROPERTIES
  const reasons: number[] = []
  while (reader.left > 0) {
    const filter = reader.string()
    checkOptions(reader.byte(), version, filter)
    if (version === 4) reasons.push(FAILED)
    else reasons.push(subscriptionIdentifier === undefined ? reasonFor(filter) : REASON.subscriptionIdsNotSupported)
  }
  if (reasons.length === 0) throw protocolError('A SUBSCRIBE names no topic filter.')
  return { packetId, reasons }
}

/** Reads an UNSUBSCRIBE. @throws MqttFault */
export function readUnsubscribe(reader: PacketReader, version: 4 | 5): Refused {
  const packetId = readPacketId(reader)
  if (version === 5) readProperties(reader, 'unsubscribe')
  const reasons: number[] = []
  while (reader.left > 0) {
    reasons.push(isFilter(reader.string()) ? REASON.noSubscriptionExisted : REASON.topicFilterInvalid)
  }
  if (reasons.length === 0) throw protocolError('An UNSUBSCRIBE names no topic filter.')
  return { packetId, reasons }
}

/** @throws MqttFault  it is 0 (MQTT 5, 2.2.1) */
export function readPacketId(reader: PacketReader): number {
  const id = reader.uint16()
  if (id === 0) throw protocolError('A packet identifier is 0.')
  return id
}

function checkOptions(options: number, version: 4 | 5, filter: string): void {
  if ((options & 0x03) === 3) throw malformed('A subscription has a QoS that there is not.')
  if ((options & (version === 4 ? 0xfc : 0xc0)) !== 0) throw malformed('Reserved bits of a subscription are set.')
  if ((options & 0x30) === 0x30) throw protocolError('A subscription has a retain handling that there is not.')
  if ((options & 0x04) !== 0 && filter.startsWith('$share/'))
    throw protocolError('A shared subscription asks for no messages of its own.')
}

function reasonFor(filter: string): number {
  if (!isFilter(filter)) return REASON.topicFilterInvalid
  if (filter.startsWith('$share/')) return REASON.sharedSubscriptionsNotSupported
  if (/[+#]/.test(filter)) return REASON.wildcardsNotSupported
  return REASON.implementationSpecific
}

/** Wildcards stand alone between slashes, and # at the end (MQTT 5, 4.7.1). */
function isFilter(filter: string): boolean {
  if (filter === '') return false
  const levels = filter.split('/')
  return levels.every((level, index) =>
    level === '#' ? index === levels.length - 1 : level === '+' || !/[+#]/.test(level),
  )
}
