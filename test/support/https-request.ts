import { Agent, request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Certificate } from './certificates.ts'

/** A client that speaks TLS over connections of its own. */
export interface SecureClient {
  /** @param path  with the address in front */
  send(
    url: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }>
  /** How many connections it has made so far. */
  connections(): number
  close(): void
}

/**
 * Makes a client that keeps one connection.
 *
 * @param ca           who must have signed the server's certificate
 * @param certificate  its own
 */
export function secureClient(ca: string, certificate?: Certificate): SecureClient {
  const own = certificate && { cert: certificate.certificate, key: certificate.key() }
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 1, ...own })
  let connections = 0
  return {
    connections: () => connections,
    send: (url, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const call = request(url, { method, headers, agent })
        call.on('error', reject)
        call.once('socket', (socket) => socket.once('secureConnect', () => connections++))
        call.on('response', async (answer) =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) }),
        )
        call.end(body)
      }),
    close: () => agent.destroy(),
  }
}
