import type { Writable } from 'node:stream'
import type { Acknowledge } from './window.ts'

const PUBACK = 0x40
const PUBREC = 0x50

/**
 * Writes PUBACK (QoS 1) and PUBREC (QoS 2) to a connection: those of one turn of the event loop in one write.
 *
 * The form without properties is the same in MQTT 3.1.1 and 5, where success needs no reason code either (5, 3.4.2.1).
 */
export function acknowledgements(stream: Writable, protocolVersion: 4 | 5): Acknowledge {
  let waiting: Buffer[] = []

  function flush(): void {
    const bytes = Buffer.concat(waiting)
    waiting = []
    if (stream.writable) stream.write(bytes)
  }

  return ({ packetId, qos, reason = 0 }) => {
    const type = qos === 2 ? PUBREC : PUBACK
    const [high, low] = [packetId >> 8, packetId & 0xff]
    const withReason = protocolVersion === 5 && reason !== 0
    if (waiting.length === 0) setImmediate(flush)
    waiting.push(withReason ? Buffer.of(type, 3, high, low, reason) : Buffer.of(type, 2, high, low))
  }
}
