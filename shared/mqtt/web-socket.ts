import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocketServer } from 'ws'
import type { Context } from '../context.ts'
import { BadRequest, NotFound } from '../http/errors/request.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { pathWithin } from '../http/path.ts'
import { rawAnswer } from '../server/raw-answer.ts'
import type { Upgrading } from '../server/servers.ts'
import type { MqttConnections } from './connections.ts'
import { WebSocketTransport } from './web-socket-transport.ts'

const SUBPROTOCOL = 'mqtt'
const NOT_OFFERED = 'Bad Request: this WebSocket speaks MQTT; send Sec-WebSocket-Protocol: mqtt.'
/** A message of a WebSocket may hold several packets. */
const LEAST_MESSAGE_BYTES = 1024 * 1024

/** MQTT over WebSocket beside HTTP. @param path  of the WebSocket, below the base path as well */
export async function createMqttWebSocket(
  path: string,
  maxMessageBytes: number,
  connections: MqttConnections,
  context: Context,
): Promise<Upgrading> {
  const { WebSocketServer } = await import('ws')
  const { settings, responseHeaders, requestIds } = context
  const upgrades: WebSocketServer = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: Math.max(LEAST_MESSAGE_BYTES, 2 * maxMessageBytes),
    handleProtocols: () => SUBPROTOCOL,
  })

  function isOurs(request: IncomingMessage): boolean {
    return pathWithin(`http://localhost${request.url}`, settings.basePath) === path
  }

  function refuse(socket: Duplex, error: RestError): void {
    socket.end(rawAnswer(error, (own) => responseHeaders.without(requestIds.next(), own)))
  }

  function take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const offered = request.headers['sec-websocket-protocol']?.split(',').map((one) => one.trim()) ?? []
    if (!isOurs(request)) refuse(socket, new NotFound())
    else if (!offered.includes(SUBPROTOCOL)) refuse(socket, new BadRequest(NOT_OFFERED))
    else {
      upgrades.handleUpgrade(request, socket, head, (webSocket) => {
        const address = request.socket.remoteAddress ?? ''
        webSocket.on('error', () => {})
        const connection = connections.open(new WebSocketTransport(webSocket, request))
        if (!connection) {
          webSocket.close(1013)
          return
        }
        socket.on('drain', () => connection.drained())
        webSocket.on('message', (data, isBinary) => {
          if (isBinary) connection.receive(data as Buffer)
          else webSocket.close(1003)
        })
        webSocket.on('close', () => connections.closed(connection, address))
      })
    }
  }

  return {
    wants: (request) => /^websocket$/i.test(request.headers.upgrade ?? '') && isOurs(request),
    serve(server, release) {
      server.on('upgrade', (request, socket, head) => {
        release(socket)
        socket.on('error', () => {})
        take(request, socket, head)
      })
    },
  }
}
