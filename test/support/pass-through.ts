import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createFrames } from './frames.ts'

/** A TCP pass-through before one broker, which counts what goes through it and breaks on demand. */
export interface PassThrough {
  /** `127.0.0.1:port` where it listens. */
  readonly address: string
  /** `host:port` of the broker behind it. */
  readonly target: string
  /** Requests that went through to the broker, by API key (Produce: 0, Metadata: 3, InitProducerId: 22). */
  requests(apiKey: number): number
  /** Connections that were made through it. */
  connections(): number
  /** Connections that are open now. */
  open(): number
  /** Cuts every connection, now. */
  cut(): void
  /** Cuts the connection of the next request with this API key when half of it is through, or half of its answer. */
  cutNext(half: 'request' | 'answer', apiKey?: number): void
  /** Whether everything is swallowed in both directions; connections that were open before stay silent for ever. */
  swallow(on: boolean): void
  close(): Promise<void>
}

export const PRODUCE = 0

/** @param target  `host:port` of a broker */
export async function startPassThrough(target: string): Promise<PassThrough> {
  const [host = '', port] = target.split(':')
  const pairs = new Set<{ client: Socket; broker: Socket; silent: boolean }>()
  const counts = new Map<number, number>()
  let connections = 0
  let swallowing = false
  let cutting: { half: 'request' | 'answer'; apiKey: number } | undefined

  const server = createServer((client) => {
    connections++
    const broker = connect(Number(port), host)
    const pair = { client, broker, silent: swallowing }
    pairs.add(pair)
    let lastApiKey = -1
    const end = () => {
      client.destroy()
      broker.destroy()
      pairs.delete(pair)
    }
    const frames = createFrames((apiKey) => {
      counts.set(apiKey, (counts.get(apiKey) ?? 0) + 1)
      lastApiKey = apiKey
    })
    for (const socket of [client, broker]) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    client.on('data', (chunk) => {
      if (pair.silent) return
      frames.push(chunk)
      if (cutting?.half === 'request' && cutting.apiKey === lastApiKey) {
        cutting = undefined
        broker.write(chunk.subarray(0, chunk.length / 2), end)
      } else broker.write(chunk)
    })
    broker.on('data', (chunk) => {
      if (pair.silent) return
      if (cutting?.half === 'answer' && cutting.apiKey === lastApiKey) {
        cutting = undefined
        client.write(chunk.subarray(0, chunk.length / 2), end)
      } else client.write(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const cut = () => {
    for (const { client } of pairs) client.destroy()
  }
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    requests: (apiKey) => counts.get(apiKey) ?? 0,
    connections: () => connections,
    open: () => pairs.size,
    cut,
    cutNext(half, apiKey = PRODUCE) {
      cutting = { half, apiKey }
    },
    swallow(on) {
      swallowing = on
      if (on) for (const pair of pairs) pair.silent = true
    },
    async close() {
      server.close()
      cut()
      await once(server, 'close')
    },
  }
}
