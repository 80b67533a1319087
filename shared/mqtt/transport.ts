import type { Socket } from 'node:net'

/** What carries a connection's bytes: TCP, TLS, or a WebSocket. */
export interface Transport {
  /** The connection beneath, which knows its peer and the peer's certificate. */
  readonly socket: Socket
  /** A header of the request that a WebSocket began with. */
  header(name: string): string | undefined
  write(bytes: Buffer): void
  /** Bytes that were written and that the client has not taken. */
  readonly backlog: number
  pause(): void
  resume(): void
  /** Closes it when all is out that was written. */
  end(): void
  /** Closes it at once. */
  destroy(): void
}
