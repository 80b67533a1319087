import { isUtf8 } from 'node:buffer'
import type { Identity } from '../auth/verifier.ts'
import { countOne } from './counts.ts'
import type { ProtocolVersion, Will } from './packets/connect.ts'
import { MqttFault } from './packets/fault.ts'
import { REASON } from './packets/reason.ts'
import type { Peer } from './peer.ts'
import { type Route, routeOf } from './route.ts'
import type { MqttService } from './service.ts'

/** Whether a will may be published as it is. @throws MqttFault  not */
export function checkWill(
  { topic, payload, retain, properties }: Will,
  version: ProtocolVersion,
  identity: Identity,
  service: MqttService,
): void {
  if (retain && version === 5) throw new MqttFault(REASON.retainNotSupported, 'Messages are not retained here.')
  if (properties.payloadFormat === 1 && !isUtf8(payload))
    throw new MqttFault(REASON.payloadFormatInvalid, 'The payload of the will is not UTF-8, as it is said to be.')
  const route = routeOf(Buffer.from(topic), identity, service)
  if (route.topic === undefined) {
    if (service.settings.refuseUnmatched)
      throw new MqttFault(REASON.topicNameInvalid, 'The topic of the will belongs to no Kafka topic.')
  } else if (!route.allowed) {
    throw new MqttFault(REASON.notAuthorized, `Not allowed: a will on topic ${route.topic}.`)
  }
}

/** Where a will goes, and counts it; its topic is undefined where it goes nowhere. */
export function routeOfWill({ topic: name, qos }: Will, peer: Peer, service: MqttService): Route {
  const { counts } = service
  counts.messages[qos as 0 | 1 | 2]++
  const route = routeOf(Buffer.from(name), peer.session.login.identity, service)
  if (route.topic === undefined) counts.unmatched++
  else if (!route.allowed) countOne(counts.dropped, 'will-not-allowed')
  return route.allowed ? route : { ...route, topic: undefined }
}
