import type { MqttFault } from './packets/fault.ts'
import type { Session } from './session.ts'

/** A connection, as its publisher sees it. */
export interface Peer {
  readonly session: Session
  /** Whether anything can be answered. */
  readonly open: boolean
  write(bytes: Buffer): void
  sendAnswers(): void
  /** Reads no more for so long. */
  slowDown(wait: number | Promise<number>): void
  /** Some of what was on its way has arrived. */
  settled(): void
  end(fault: MqttFault): void
}
