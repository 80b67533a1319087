import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Posted, readPosted } from './posted.ts'

/** A stand-in for Lambda's Runtime API (version 2018-06-01): the four routes that a runtime client calls. */
export interface RuntimeApi {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API has it. */
  readonly address: string
  /** How often the runtime has asked for work. */
  polls(): number
  /** Resolves when the runtime first asks for work; with its words when it says that it cannot begin. */
  readonly begun: Promise<Posted | undefined>
  /** Gives the runtime an event as soon as it asks for one. */
  invoke(event: object, options: InvokeOptions): Invocation
  /** Ends what is waiting: the runtime has gone. */
  abandon(reason: Error): void
  close(): Promise<void>
}

export interface InvokeOptions {
  /** Until when it must be answered, epoch milliseconds. */
  readonly deadline: number
  /** Reads what the function answers, instead of all at once. */
  readonly read?: (request: IncomingMessage) => Promise<Posted>
}

export interface Invocation {
  readonly id: string
  /** What the function answered, or in what it failed. */
  readonly ended: Promise<Posted>
}

interface Waiting extends InvokeOptions {
  readonly id: string
  readonly event: object
  readonly settle: (posted: Promise<Posted>) => void
}

const BASE = '/2018-06-01/runtime'
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:kafka-rest-edge'

/**
 * @param onIdle   the runtime asks for work and has none: Lambda freezes it now
 * @param onEvent  just before it gets an event: Lambda thaws it
 */
export async function startRuntimeApi(onIdle: () => void, onEvent: () => void): Promise<RuntimeApi> {
  const queue: Waiting[] = []
  const underway = new Map<string, Waiting>()
  const polling: ServerResponse[] = []
  let polls = 0
  const begun = Promise.withResolvers<Posted | undefined>()

  function give(): void {
    while (queue.length > 0 && polling.length > 0) {
      const next = queue.shift() as Waiting
      const response = polling.shift() as ServerResponse
      underway.set(next.id, next)
      onEvent()
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': next.id,
        'lambda-runtime-deadline-ms': String(next.deadline),
        'lambda-runtime-invoked-function-arn': ARN,
        'lambda-runtime-trace-id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
      })
      response.end(JSON.stringify(next.event))
    }
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    if (request.method === 'GET' && path === `${BASE}/invocation/next`) {
      polls++
      begun.resolve(undefined)
      polling.push(response)
      response.once('close', () => {
        const index = polling.indexOf(response)
        if (index >= 0) polling.splice(index, 1)
      })
      if (underway.size === 0) onIdle()
      return give()
    }
    if (path === `${BASE}/init/error`) {
      begun.resolve(await readPosted(request))
      return accept(response)
    }
    const [, id = '', kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    const invocation = underway.get(id)
    if (request.method !== 'POST' || !invocation || !kind) {
      response.writeHead(404).end()
      return
    }
    const posted = kind === 'response' && invocation.read ? invocation.read(request) : readPosted(request)
    invocation.settle(posted)
    await posted.catch(() => {})
    underway.delete(id)
    accept(response)
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  // A frozen runtime leaves its question open for as long as it is frozen.
  server.requestTimeout = 0
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    polls: () => polls,
    begun: begun.promise,
    invoke(event, options) {
      const { promise, resolve } = Promise.withResolvers<Posted>()
      const id = randomUUID()
      queue.push({ ...options, id, event, settle: resolve })
      give()
      return { id, ended: promise }
    },
    abandon(reason) {
      const failed = Promise.reject(reason)
      failed.catch(() => {})
      for (const each of [...queue, ...underway.values()]) each.settle(failed)
      queue.length = 0
      underway.clear()
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}')
}
