import type { FailureKind } from '../produce/producer.ts'
import { REASON } from './packets/reason.ts'

/** What a client of MQTT 5 is told when Kafka has not taken its message. */
export const KAFKA_REFUSALS: Readonly<Record<FailureKind, number>> = {
  unauthenticated: REASON.notAuthorized,
  unauthorized: REASON.notAuthorized,
  'unknown-topic': REASON.topicNameInvalid,
  'too-large': REASON.implementationSpecific,
  refused: REASON.implementationSpecific,
  retriable: REASON.unspecified,
  unsure: REASON.unspecified,
}

const REFUSALS: ReadonlyMap<number, string> = new Map<number, string>([
  [REASON.payloadFormatInvalid, 'payload-format'],
  [REASON.notAuthorized, 'not-allowed'],
  [REASON.topicNameInvalid, 'unmatched'],
  [REASON.packetIdInUse, 'packet-id-in-use'],
])

const ENDS: ReadonlyMap<number, string> = new Map<number, string>([
  [REASON.badUserOrPassword, 'unauthorized'],
  [REASON.notAuthorized, 'unauthorized'],
  [REASON.serverUnavailable, 'unavailable'],
  [REASON.serverBusy, 'unavailable'],
  [REASON.serverShuttingDown, 'stopping'],
  [REASON.keepAliveTimeout, 'keep-alive'],
  [REASON.sessionTakenOver, 'taken-over'],
  [REASON.packetTooLarge, 'too-large'],
  [REASON.unspecified, 'kafka'],
])

/** How a refused message is counted. */
export function refusalName(reason: number): string {
  return REFUSALS.get(reason) ?? 'other'
}

/** How a connection is counted that ends for a reason. */
export function endName(reason: number): string {
  return ENDS.get(reason) ?? 'protocol'
}
