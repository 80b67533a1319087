import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'

/** How a registry's certificate is checked, and what shows who is calling; all PEM. */
export interface RegistryTls {
  /** Instead of the system's. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  /** Password of the key. */
  readonly passphrase?: string
}

export interface Request {
  readonly headers: Readonly<Record<string, string>>
  /** Sent with POST; without one it is a GET. */
  readonly body?: string
  readonly timeoutMs: number
}

/** What came back, whoever sent it: redirects are not followed. */
export interface Exchanged {
  readonly status: number
  readonly text: string
}

/** One HTTP exchange. @throws Error  no whole answer in time, or one that is too large */
export type Exchange = (url: URL, request: Request) => Promise<Exchanged>

/** Bytes. A registry that keeps its schemas in Kafka has none above 1 MiB; as a JSON string that may double. */
const MAX_ANSWER_BYTES = 4_194_304
/** Connections to one registry; further calls wait for one of them. */
const MAX_CONNECTIONS = 32

/**
 * HTTP over connections that are kept. An exchange whose connection breaks is made once more, over a new one: that is what an
 * idle connection does after a pause, and no call of a registry does harm when it is made twice.
 *
 * Not `fetch`, which has no way to be given a certificate.
 */
export function createExchange(tls: RegistryTls = {}): Exchange {
  const plain = new PlainAgent({ keepAlive: true, maxSockets: MAX_CONNECTIONS })
  const secure = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS, ...tls })

  async function once(url: URL, { headers, body, timeoutMs }: Request, reuse: boolean): Promise<Exchanged> {
    const signal = AbortSignal.timeout(timeoutMs)
    const method = body === undefined ? 'GET' : 'POST'
    const common = { method, headers, signal }
    const sent =
      url.protocol === 'https:'
        ? secureRequest(url, { ...common, ...tls, agent: reuse && secure })
        : plainRequest(url, { ...common, agent: reuse && plain })
    try {
      return await new Promise((resolve, reject) => {
        sent.on('error', reject)
        sent.on('response', (response) => {
          read(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject)
        })
        sent.end(body)
      })
    } catch (cause) {
      sent.destroy()
      throw signal.aborted ? new Error(`no answer within ${timeoutMs} ms`, { cause }) : cause
    }
  }

  return async (url, request) => {
    const begin = performance.now()
    try {
      return await once(url, request, true)
    } catch (error) {
      if (!isBroken(error)) throw error
      const timeoutMs = Math.max(0, Math.floor(request.timeoutMs - (performance.now() - begin)))
      return once(url, { ...request, timeoutMs }, false)
    }
  }
}

async function read(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const BROKEN: readonly unknown[] = ['ECONNRESET', 'EPIPE']

function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && BROKEN.includes(error.code)
}
