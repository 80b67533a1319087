import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Transport } from './transport.ts'

/** MQTT in the binary messages of a WebSocket (MQTT 5, 6). */
export class WebSocketTransport implements Transport {
  readonly socket: Socket
  readonly #webSocket: WebSocket
  readonly #headers: IncomingMessage['headers']

  constructor(webSocket: WebSocket, { socket, headers }: IncomingMessage) {
    this.socket = socket
    this.#webSocket = webSocket
    this.#headers = headers
  }

  header(name: string): string | undefined {
    const value = this.#headers[name.toLowerCase()]
    return Array.isArray(value) ? value.join(', ') : value
  }

  write(bytes: Buffer): void {
    this.#webSocket.send(bytes)
  }

  get backlog(): number {
    return this.#webSocket.bufferedAmount
  }

  pause(): void {
    this.#webSocket.pause()
  }

  resume(): void {
    this.#webSocket.resume()
  }

  end(): void {
    this.#webSocket.close(1000)
  }

  destroy(): void {
    this.#webSocket.terminate()
  }
}
