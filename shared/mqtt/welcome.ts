import type { MqttSettings } from '../config/mqtt.ts'
import type { Connect, ProtocolVersion } from './packets/connect.ts'
import { connack, packetSize } from './packets/write.ts'
import { TOPIC_ALIAS_MAXIMUM } from './routes.ts'

/** What a client hears that is let in. */
export interface Welcome {
  readonly packet: Buffer
  /** How long it may be silent; 0 for as long as it likes. */
  readonly silenceMs: number
}

/** @param clientId  the client's, which is told to one that has none of its own */
export function welcome(
  { clientId: own, keepAliveSeconds, properties }: Connect,
  version: ProtocolVersion,
  clientId: string,
  { maxKeepAliveSeconds: longest, receiveMaximum, maxMessageBytes }: MqttSettings,
): Welcome {
  const capped = version === 5 && longest > 0 && (keepAliveSeconds === 0 || keepAliveSeconds > longest)
  const packet = connack(version, {
    receiveMaximum,
    maximumPacketSize: packetSize(maxMessageBytes),
    topicAliasMaximum: TOPIC_ALIAS_MAXIMUM,
    ...(properties.sessionExpiry && { sessionExpirySeconds: 0 }),
    ...(own === '' && { assignedClientId: clientId }),
    ...(capped && { serverKeepAliveSeconds: longest }),
  })
  return { packet, silenceMs: (capped ? longest : keepAliveSeconds) * 1500 }
}
