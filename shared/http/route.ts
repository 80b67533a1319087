import type { Action } from '../auth/actions.ts'
import type { Context } from '../context.ts'
import type { Answer } from './answer.ts'
import type { Call } from './call.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Answers one call. */
export type Handler = (call: Call, context: Context) => Answer | Promise<Answer>

/** A row of the route table. */
export interface Route {
  readonly method: Method
  /** Parameters begin with a colon. */
  readonly path: string
  /** The operation's name in Confluent's allow and block lists (contract F.4), or in their manner. */
  readonly name: string
  /** One line for the OpenAPI document and the list of routes in the docs. */
  readonly summary: string
  /** What a caller must be allowed to do. */
  readonly action: Action
  /** Whether the path's `:topic` is what the action is about. */
  readonly onTopic: boolean
  /** Media types of the request; empty for any. */
  readonly consumes: readonly string[]
  /** Whether a request without a Content-Type is refused; otherwise the handler knows what to take it for. */
  readonly typed?: boolean
  /** Media types of the answer, the preferred one first. */
  readonly produces: readonly string[]
  /** The status of success. */
  readonly status: number
  /** Loads the handler on first use: a cold start pays only for what it serves. */
  readonly load: () => Promise<Handler>
}

/** A row: reads no body, answers 200 and is about the path's topic, unless it says otherwise. */
export function route(
  method: Method,
  path: string,
  name: string,
  summary: string,
  rest: {
    action: Action
    produces: readonly string[]
    load: () => Promise<Handler>
    consumes?: readonly string[]
    status?: number
  },
): Route {
  return { consumes: [], status: 200, onTopic: path.includes('/:topic'), ...rest, method, path, name, summary }
}
