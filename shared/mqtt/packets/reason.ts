/** Reason codes that this server says (MQTT 5, 2.4). */
export const REASON = {
  success: 0x00,
  disconnectWithWill: 0x04,
  noMatchingSubscribers: 0x10,
  noSubscriptionExisted: 0x11,
  unspecified: 0x80,
  malformed: 0x81,
  protocolError: 0x82,
  implementationSpecific: 0x83,
  unsupportedVersion: 0x84,
  clientIdNotValid: 0x85,
  badUserOrPassword: 0x86,
  notAuthorized: 0x87,
  serverUnavailable: 0x88,
  serverBusy: 0x89,
  serverShuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  packetIdInUse: 0x91,
  packetIdNotFound: 0x92,
  receiveMaximumExceeded: 0x93,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  payloadFormatInvalid: 0x99,
  retainNotSupported: 0x9a,
  sharedSubscriptionsNotSupported: 0x9e,
  subscriptionIdsNotSupported: 0xa1,
  wildcardsNotSupported: 0xa2,
} as const

/** From here on a reason says that something failed. */
export const FAILED = 0x80

/**
 * What a CONNACK of MQTT 3.1.1 says instead (3.2.2.3); undefined where it has no word, and the connection is closed without one.
 */
export function returnCodeOf(reason: number): number | undefined {
  switch (reason) {
    case REASON.success:
      return 0
    case REASON.unsupportedVersion:
      return 1
    case REASON.clientIdNotValid:
      return 2
    case REASON.serverUnavailable:
    case REASON.serverBusy:
      return 3
    case REASON.badUserOrPassword:
      return 4
    case REASON.notAuthorized:
      return 5
    default:
      return undefined
  }
}
