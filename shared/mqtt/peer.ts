import type { Login } from './login.ts'
import type { ProtocolVersion } from './packets/connect.ts'
import type { MqttFault } from './packets/fault.ts'

/** A connection, as its publisher sees it. */
export interface Peer {
  readonly version: ProtocolVersion
  readonly login: Login
  /** Whether reasons may be said in words. */
  readonly wantsWords: boolean
  /** Bytes of the largest packet that the client takes. */
  readonly maxPacketBytes: number
  /** Whether anything can be answered. */
  readonly open: boolean
  write(bytes: Buffer): void
  sendAnswers(): void
  /** Reads no more for so long. */
  slowDown(wait: number | Promise<number>): void
  /** Some of what was on its way has arrived. */
  settled(): void
  end(fault: MqttFault): void
  /** A line for whoever watches who is refused. */
  audit(topic: string, reason: string): void
}
