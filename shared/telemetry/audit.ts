import type { Context as HonoContext } from 'hono'
import type { Identity } from '../auth/verifier.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import type { Route } from '../http/route.ts'
import { senderOf } from '../http/sender.ts'
import type { Log } from './log.ts'

/** What became of a request. */
export interface Outcome {
  /** Undefined when its path or method is none of the API's. */
  readonly route: Route | undefined
  /** Undefined when it is not known who was calling. */
  readonly identity: Identity | undefined
  readonly topics: readonly string[]
  readonly group: string | undefined
  readonly status: number
  /** Why not, when it was refused or failed as a whole. */
  readonly refusal: RestError | undefined
  readonly requestId: string
}

/** A client of MQTT that was refused, or may not publish to a topic. */
export interface RefusedClient {
  /** Undefined when it is not known who it is. */
  readonly principal: string | undefined
  readonly address: string | undefined
  /** Its client identifier. */
  readonly client: string
  /** Kafka's; undefined when it is about no topic. */
  readonly topic: string | undefined
  readonly reason: string
  /** As MQTT 5 has it. */
  readonly code: number
}

/** Leaves one line about a request that was refused, or that changes what others work with. */
export interface Audit {
  record(c: HonoContext, outcome: Outcome): void
  refused(client: RefusedClient): void
}

/** Of what a caller chooses freely, so that a line stays a line. */
const MAX_NAME = 300
const MAX_TOPICS = 100

/** Makes the audit of a process. @param enabled  whether there is one at all */
export function createAudit(log: Log, enabled: boolean): Audit {
  return {
    record(c, { route, identity, topics, group, status, refusal, requestId }) {
      const refused = status === 401 || status === 403
      if (!enabled || !(refused || (route !== undefined && isAdministrative(route)))) return
      log.info(
        {
          event: 'audit',
          outcome: refused ? 'refused' : status < 400 ? 'done' : 'failed',
          principal: identity?.principal.slice(0, MAX_NAME),
          address: addressOf(c),
          action: route?.action,
          operation: route?.name,
          method: c.req.method,
          path: c.req.path.slice(0, MAX_NAME),
          topics: topics.length > 0 ? topics.slice(0, MAX_TOPICS).map((name) => name.slice(0, MAX_NAME)) : undefined,
          group: group?.slice(0, MAX_NAME),
          status,
          code: refusal?.code,
          reason: refusal?.message,
          requestId,
        },
        refused ? 'A request was refused.' : 'An administrative request.',
      )
    },
    refused({ principal, address, client, topic, reason, code }) {
      if (!enabled) return
      log.info(
        {
          event: 'audit',
          outcome: 'refused',
          principal: principal?.slice(0, MAX_NAME),
          address,
          action: 'produce',
          protocol: 'mqtt',
          client: client.slice(0, MAX_NAME),
          topics: topic === undefined ? undefined : [topic],
          code,
          reason,
        },
        'A client of MQTT was refused.',
      )
    },
  }
}

/** Whether a route changes what others work with: topics, configs, ACLs, groups. */
export function isAdministrative({ action, method }: Route): boolean {
  if (action.startsWith('topic:')) return true
  return method !== 'GET' && (action === 'configs' || action === 'acls' || action === 'groups')
}

/** Where the request came from, as far as the connection or Lambda's event says. */
function addressOf(c: HonoContext): string | undefined {
  const env = c.env as { event?: { requestContext?: RequestContext } } | undefined
  const { http, identity } = env?.event?.requestContext ?? {}
  return senderOf(c).socket?.remoteAddress ?? http?.sourceIp ?? identity?.sourceIp
}

interface RequestContext {
  readonly http?: { readonly sourceIp?: string }
  readonly identity?: { readonly sourceIp?: string }
}
