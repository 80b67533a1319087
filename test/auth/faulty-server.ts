import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What can go wrong with a server that is asked over HTTP; a number is a status answered without a body. */
export type Fault = 'silence' | 'hang-up' | 'garbage' | 'huge' | 'trickle' | 'redirect' | number

/** A server on loopback that counts requests and can be told to fail. */
export interface FaultyServer {
  readonly url: string
  /** Paths asked for, in order, those that were answered with a fault included. */
  readonly requests: readonly string[]
  /** What every request meets, until it is set to undefined again. */
  fault: Fault | undefined
  /** What the next request only meets. */
  faultOnce: Fault | undefined
  /** Stops listening and closes every connection: from then on connections are refused. */
  close(): Promise<void>
}

export async function startFaultyServer(handler: RequestListener): Promise<FaultyServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const fault = faulty.faultOnce ?? faulty.fault
    faulty.faultOnce = undefined
    if (fault === undefined) handler(request, response)
    else fail(fault, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const faulty: FaultyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: undefined,
    faultOnce: undefined,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return faulty
}

function fail(fault: Fault, response: ServerResponse): void {
  if (typeof fault === 'number') response.writeHead(fault).end()
  else if (fault === 'hang-up') response.destroy()
  else if (fault === 'garbage') response.end('{"keys": [')
  else if (fault === 'huge') response.end(`"${'x'.repeat(1_000_000)}"`)
  else if (fault === 'trickle') response.write('{')
  else if (fault === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end()
}
