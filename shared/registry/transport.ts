import { DependencyUnavailable } from '../http/errors.ts'

/** Bytes. A registry that keeps its schemas in Kafka has none above 1 MiB; as a JSON string that may double. */
const maxResponseBytes = 4_194_304

const mediaType = 'application/vnd.schemaregistry.v1+json'

/** What a registry answered: an HTTP status below 500, and a JSON body, or undefined when the body is none. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/**
 * Calls the registry.
 *
 * @param path      below the base URL, encoded, without a slash at the front
 * @param body      sent as JSON with POST; without one it is a GET
 * @param deadline  epoch milliseconds
 * @throws DependencyUnavailable  no answer in time, or one that says or looks like the registry is not itself
 */
export type Call = (path: string, body: object | undefined, deadline: number) => Promise<Answer>

export interface TransportOptions {
  /** Base URL, with or without a path: `https://registry.example/apis/ccompat/v7`. User info in it is sent as basic authentication. */
  readonly url: string
  /** `user:password` for basic authentication. */
  readonly userInfo?: string
  /** Sent with every call, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/**
 * The way to a registry: one HTTP call after another over `fetch`, with one more try when the connection breaks. That is
 * what an idle connection does after a pause, and no call does harm when it is made twice.
 *
 * @throws TypeError  the URL is not one
 */
export function createTransport({ url, userInfo, headers, now }: TransportOptions): Call {
  const base = new URL(url)
  if (base.protocol !== 'http:' && base.protocol !== 'https:')
    throw new TypeError(`${base.protocol} is not a protocol of a registry`)
  const credentials = userInfo ?? (base.username ? decodeURIComponent(`${base.username}:${base.password}`) : undefined)
  const root = `${base.origin}${base.pathname.replace(/\/+$/, '')}/`
  const sent = {
    accept: `${mediaType}, application/json`,
    ...(credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    ...headers,
  }

  async function once(path: string, body: object | undefined, deadline: number): Promise<Answer> {
    const signal = AbortSignal.timeout(Math.max(0, deadline - now()))
    const common = { signal, redirect: 'error' } as const
    const response = await fetch(
      root + path,
      body === undefined
        ? { ...common, headers: sent }
        : { ...common, method: 'POST', headers: { ...sent, 'content-type': mediaType }, body: JSON.stringify(body) },
    )
    return { status: response.status, body: parse(await read(response)) }
  }

  return async (path, body, deadline) => {
    try {
      const answer = await once(path, body, deadline).catch((error) => {
        if (!isBroken(error)) throw error
        return once(path, body, deadline)
      })
      if (isAnswer(answer)) return answer
      throw new Error(
        `HTTP ${answer.status} ${answer.body === undefined ? 'without JSON' : JSON.stringify(answer.body).slice(0, 500)}`,
      )
    } catch (cause) {
      throw new DependencyUnavailable('schema registry', { cause })
    }
  }
}

/** Whether the registry has spoken, rather than something in front of it or in its place. */
function isAnswer({ status, body }: Answer): boolean {
  const isObject = typeof body === 'object' && body !== null
  if (status >= 200 && status < 300) return isObject
  if (status === 404) return isObject && 'error_code' in body
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

async function read(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxResponseBytes) throw new Error(`an answer of more than ${maxResponseBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const brokenCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

function isBroken(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && brokenCodes.has(String(cause.code))
}
