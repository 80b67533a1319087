import { REASON } from './reason.ts'

/** Why a connection ends: something that a client sent, or that it may not do. */
export class MqttFault extends Error {
  /** As MQTT 5 has it. */
  readonly reason: number

  /** @param message  for the client: a sentence of our own, never anything that came from elsewhere */
  constructor(reason: number, message: string) {
    super(message)
    this.name = 'MqttFault'
    this.reason = reason
  }
}

/** What cannot be read (MQTT 5, 1.2 and 4.13). */
export function malformed(message: string): MqttFault {
  return new MqttFault(REASON.malformed, message)
}

/** What can be read and must not come, or not now. */
export function protocolError(message: string): MqttFault {
  return new MqttFault(REASON.protocolError, message)
}
