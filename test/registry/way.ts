import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { TLSSocket } from 'node:tls'

/** What can go wrong on the way; an object is answered as it stands. */
export type Fault =
  | 'silence'
  | 'reset'
  | 'cut'
  | 'stall'
  | 'huge'
  | 'redirect'
  | { readonly status: number; readonly body: string; readonly type?: string }

/** A way to the real registry that counts what passes and can fail. */
export interface Way {
  readonly url: string
  /** Method and path of each request, in order, those that met a fault included. */
  readonly requests: readonly string[]
  /** Headers of the latest request. */
  headers: IncomingMessage['headers']
  /** Connections that were made. */
  connections: number
  /** Common name of the certificate that the latest request's client has shown. */
  client: string | undefined
  /** What requests meet, first come first served. */
  readonly faults: Fault[]
  /** What requests meet when `faults` is empty. */
  fault: Fault | undefined
  /** Bodies in the place of the registry's own, by method and path. */
  readonly answers: Map<string, object>
  close(): Promise<void>
}

/**
 * Opens a way to a registry; it is closed after the test.
 *
 * @param tls  makes it one over TLS; it goes on without
 */
export async function openWay(t: TestContext, target: string, port = 0, tls?: ServerOptions): Promise<Way> {
  const requests: string[] = []
  const root = new URL(target)
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const asked = `${request.method} ${request.url?.slice(root.pathname.length)}`
    requests.push(asked)
    way.headers = request.headers
    way.client = commonName(request.socket)
    const own = way.answers.get(asked)
    const fault = own ? { status: 200, body: JSON.stringify(own) } : (way.faults.shift() ?? way.fault)
    if (fault === undefined) pass(request, response, root).catch(() => response.destroy())
    else fail(fault, response)
  }
  const server = tls ? createSecureServer(tls, serve) : createServer(serve)
  server.on(tls ? 'secureConnection' : 'connection', () => way.connections++)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const way: Way = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}${root.pathname}`,
    requests,
    headers: {},
    connections: 0,
    client: undefined,
    faults: [],
    fault: undefined,
    answers: new Map(),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  t.after(() => way.close())
  return way
}

function commonName(socket: Socket): string | undefined {
  const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject?.CN : undefined
  return Array.isArray(name) ? name[0] : name
}

async function pass(request: IncomingMessage, response: ServerResponse, root: URL): Promise<void> {
  const { accept = '', 'content-type': type } = request.headers
  const init = type
    ? { method: 'POST', headers: { accept, 'content-type': type }, body: await buffer(request) }
    : { headers: { accept } }
  const answer = await fetch(root.origin + request.url, init)
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
  response.end(await answer.text())
}

/** What goes over TLS cannot be reset; that it ends without an answer is as good. */
function reset(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket?.resetAndDestroy()
}

function fail(fault: Fault, response: ServerResponse): void {
  if (fault === 'reset') reset(response.socket)
  else if (fault === 'cut') response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy())
  else if (fault === 'stall') response.writeHead(200).write('{')
  else if (fault === 'huge') response.end(JSON.stringify({ schema: 'x'.repeat(5_000_000) }))
  else if (fault === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end()
  else if (fault !== 'silence')
    response.writeHead(fault.status, { 'content-type': fault.type ?? 'application/json' }).end(fault.body)
}
