import { setTimeout as pause } from 'node:timers/promises'
import { DependencyUnavailable } from '../http/errors/failures.ts'
import { REGISTRY_TYPE } from '../http/media-types.ts'
import { createExchange, type Exchanged, type RegistryTls } from './exchange.ts'

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
  /**
   * Base URLs of one registry, with or without a path: `https://registry.example/apis/ccompat/v7`. User info in one is sent
   * there as basic authentication.
   */
  readonly url: string | readonly string[]
  /** `user:password` for basic authentication. */
  readonly userInfo?: string
  /** Sent as bearer token. */
  readonly token?: string
  readonly tls?: RegistryTls
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Between two rounds through the URLs, when some of them have answered that they cannot. */
const RETRY_PAUSE_MS = 100

/** A 5xx: the registry, or what stands before it, cannot at the moment. */
class Failing extends Error {}

/**
 * The way to a registry.
 *
 * Of several URLs the one that answered last is asked first. When it cannot be reached, fails, or lets its share of the
 * time pass, the next one is asked: with two of them half of the time, then all that is left. When any of them has answered
 * with 5xx, and not before, all are asked once more after a pause: a registry that changes its leader does that.
 *
 * @throws TypeError  a URL is not one
 */
export function createTransport({ url, userInfo, token, tls, headers, now }: TransportOptions): Call {
  const places = [url].flat().map((each) => placeOf(each, { userInfo, token, headers }))
  if (places.length === 0) throw new TypeError('A registry needs a URL')
  const exchange = createExchange(tls)
  let preferred = 0

  async function ask({ root, headers }: Place, path: string, body: string | undefined, timeoutMs: number) {
    const sent = body === undefined ? { headers } : { headers: { ...headers, 'content-type': REGISTRY_TYPE }, body }
    const answer = understood(await exchange(new URL(root + path), { ...sent, timeoutMs }))
    if (isAnswer(answer)) return answer
    const what = `HTTP ${answer.status} ${answer.body === undefined ? 'without JSON' : JSON.stringify(answer.body).slice(0, 500)}`
    throw answer.status >= 500 ? new Failing(what) : new Error(what)
  }

  /** Asks each place once. @returns the answer, or why there is none, one error for each place */
  async function round(path: string, body: string | undefined, deadline: number): Promise<Answer | readonly unknown[]> {
    const failures: unknown[] = []
    const first = preferred
    for (let tried = 0; tried < places.length; tried++) {
      const index = (first + tried) % places.length
      const timeoutMs = Math.max(0, Math.floor((deadline - now()) / (places.length - tried)))
      try {
        const answer = await ask(places[index] as Place, path, body, timeoutMs)
        preferred = index
        return answer
      } catch (error) {
        failures.push(error)
      }
    }
    return failures
  }

  return async (path, body, deadline) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    let found = await round(path, text, deadline)
    if (isFailed(found) && found.some((error) => error instanceof Failing) && now() + RETRY_PAUSE_MS < deadline) {
      await pause(RETRY_PAUSE_MS)
      found = await round(path, text, deadline)
    }
    if (!isFailed(found)) return found
    const cause = found.length === 1 ? found[0] : new AggregateError(found, 'none of the URLs has answered')
    throw new DependencyUnavailable('schema registry', { cause })
  }
}

interface Place {
  /** Ends in a slash. */
  readonly root: string
  readonly headers: Readonly<Record<string, string>>
}

interface Credentials {
  readonly userInfo: string | undefined
  readonly token: string | undefined
  readonly headers: Readonly<Record<string, string>> | undefined
}

function placeOf(url: string, { userInfo, token, headers }: Credentials): Place {
  const base = new URL(url)
  if (base.protocol !== 'http:' && base.protocol !== 'https:')
    throw new TypeError(`${base.protocol} is not a protocol of a registry`)
  const login = userInfo ?? (base.username ? decodeURIComponent(`${base.username}:${base.password}`) : undefined)
  return {
    root: `${base.origin}${base.pathname.replace(/\/+$/, '')}/`,
    headers: {
      accept: `${REGISTRY_TYPE}, application/json`,
      ...(login !== undefined && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  }
}

function isFailed(found: Answer | readonly unknown[]): found is readonly unknown[] {
  return Array.isArray(found)
}

/** Whether the registry has spoken, rather than something in front of it or in its place. */
function isAnswer({ status, body }: Answer): boolean {
  const isObject = typeof body === 'object' && body !== null
  if (status >= 200 && status < 300) return isObject
  if (status === 404) return isObject && 'error_code' in body
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

function understood({ status, text }: Exchanged): Answer {
  try {
    return { status, body: JSON.parse(text) }
  } catch {
    return { status, body: undefined }
  }
}
