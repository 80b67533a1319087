import { Agent } from 'node:http'
import { produceOver } from './produce-over.ts'

/** Clients that produce one record after the other until nobody listens any more. */
export interface ClientsInHaste {
  /** Values, each another whole number, that were acknowledged so far. */
  readonly acknowledged: readonly number[]
  /** What was answered otherwise, or broke off. */
  readonly broken: readonly string[]
  /** Resolves when the last of them has given up. */
  end(): Promise<void>
}

/** @param count  of clients, a connection each */
export function clientsInHaste(url: string, topic: string, count: number): ClientsInHaste {
  const agent = new Agent({ keepAlive: true, maxSockets: count })
  const acknowledged: number[] = []
  const broken: string[] = []
  let next = 0
  async function client(): Promise<void> {
    for (;;) {
      const value = next++
      try {
        const { status, body } = await produceOver(agent, url, topic, value)
        if (status === 200 && body.includes('"error_code":null')) acknowledged.push(value)
        else broken.push(`${status} ${body}`)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code !== 'ECONNREFUSED') broken.push(`${value}: ${code}`)
        return
      }
    }
  }
  const clients = Promise.all(Array.from({ length: count }, client))
  return {
    acknowledged,
    broken,
    async end() {
      await clients
      agent.destroy()
    },
  }
}
