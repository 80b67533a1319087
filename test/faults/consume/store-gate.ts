import { once } from 'node:events'
import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stack } from '../../support/stack.ts'

/** DynamoDB's operations that the proxy writes with. */
export type StoreWrite = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'TransactWriteItems'

/** A write that was stopped on its way. */
export interface Held {
  /** Lets it go on. */
  release(): void
}

/** Stands before DynamoDB Local and stops a write on its way there, or the answer on its way back. */
export interface StoreGate {
  /** To be given to a proxy as `KAFKA_REST_DYNAMODB_ENDPOINT`. */
  readonly endpoint: string
  /**
   * Stops the next write of a kind: its request before DynamoDB sees it, or its answer when it is done.
   *
   * @returns when it has come to that
   */
  hold(write: StoreWrite, half: 'request' | 'answer'): Promise<Held>
  close(): Promise<void>
}

interface Trap {
  readonly write: StoreWrite
  readonly half: 'request' | 'answer'
  readonly caught: (held: Held) => void
}

export async function startStoreGate(): Promise<StoreGate> {
  const target = new URL(stack.dynamodb)
  let trap: Trap | undefined
  const server = createServer(async (incoming, outgoing) => {
    const write = String(incoming.headers['x-amz-target']).split('.')[1]
    const mine = trap?.write === write ? trap : undefined
    if (mine) trap = undefined
    const stop = (half: Trap['half']) =>
      mine?.half === half ? new Promise<void>((release) => mine.caught({ release })) : undefined
    try {
      const body = await bytesOf(incoming)
      await stop('request')
      // Whoever sent it may be gone by now.
      if (outgoing.destroyed) return
      const answer = await ask(target, incoming, body)
      await stop('answer')
      pass(answer, outgoing)
    } catch {
      outgoing.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (write, half) =>
      new Promise((caught) => {
        trap = { write, half, caught }
      }),
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

interface Answer {
  readonly head: IncomingMessage
  readonly body: Buffer
}

async function ask(target: URL, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  const { hostname: host, port } = target
  const asking: ClientRequest = request({ host, port, path: url, method, headers, agent: false })
  asking.end(body)
  const [head] = (await once(asking, 'response')) as [IncomingMessage]
  return { head, body: await bytesOf(head) }
}

function pass({ head, body }: Answer, outgoing: ServerResponse): void {
  const { connection: _, 'transfer-encoding': __, ...headers } = head.headers
  outgoing.writeHead(head.statusCode ?? 500, { ...headers, 'content-length': body.length })
  outgoing.end(body)
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}
