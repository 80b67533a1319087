import type { Socket } from 'node:net'
import type { Transport } from './transport.ts'

/** MQTT straight over TCP or TLS. */
export class TcpTransport implements Transport {
  readonly socket: Socket

  constructor(socket: Socket) {
    this.socket = socket
  }

  header(): undefined {
    return undefined
  }

  write(bytes: Buffer): void {
    this.socket.write(bytes)
  }

  get backlog(): number {
    return this.socket.writableLength
  }

  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  end(): void {
    this.socket.end()
  }

  destroy(): void {
    this.socket.destroy()
  }
}
