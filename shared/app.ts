import type { ServerResponse } from 'node:http'
import type { Hono, Context as HonoContext } from 'hono'
import { Hono as Application } from 'hono/tiny'
import type { Action } from './auth/actions.ts'
import type { Identity } from './auth/verifier.ts'
import { storeErrorOf } from './consume/store-error.ts'
import type { CallerLease } from './context/callers.ts'
import type { Context } from './context.ts'
import type { Answer } from './http/answer.ts'
import { createCall } from './http/call.ts'
import { compress, wantsGzip } from './http/compression.ts'
import { servedRoutes } from './http/endpoint-lists.ts'
import { InternalError } from './http/errors/failures.ts'
import {
  MethodNotAllowed,
  NotAcceptable,
  NotFound,
  OptionsRefused,
  UnsupportedContentCoding,
  UnsupportedMediaType,
} from './http/errors/request.ts'
import { RestError } from './http/errors/rest-error.ts'
import { JSON_TYPE } from './http/media-types.ts'
import { errorType, matchContentType, negotiate } from './http/negotiation.ts'
import { pathWithin } from './http/path.ts'
import type { Handler, Route } from './http/route.ts'
import { createRouter } from './http/router.ts'
import { senderOf } from './http/sender.ts'
import { errorAnswer } from './http/wire-error.ts'
import { restErrorOf } from './kafka/error-mapping.ts'
import type { Admission } from './limits/limits.ts'
import { routes } from './routes.ts'
import { isAdministrative } from './telemetry/audit.ts'

/**
 * Builds the application from the route table.
 *
 * Every request takes the same way: who is calling (401, 503) → may they (403) → not too often (429) → do we read and answer
 * their media types (415, 406) → the handler → one line of measurement. There are no middlewares: each would cost a promise.
 */
export function createApp(context: Context): Hono {
  const { settings } = context
  const app: Hono = new Application({ getPath: (request) => pathWithin(request.url, settings.basePath) })
  // This form of Hono comes with the smallest of its own and takes none from its options.
  app.router = createRouter()
  const served = servedRoutes(routes, settings)
  for (const route of served) app.on(route.method, route.path, serve(route, context))
  for (const path of new Set(routes.map(({ path }) => path))) app.all(path, wrongMethod(path, served, context))
  app.notFound((c) => (c.req.method === 'OPTIONS' ? options(c, context) : refuse(c, context, new NotFound())))
  app.onError((error, c) => {
    const requestId = context.requestIds.of(c)
    const refusal = toRestError(error, context, requestId)
    return respond(c, context, requestId, errorAnswer(refusal, errorType(c.req.header('accept'))))
  })
  return app
}

function serve(route: Route, context: Context): (c: HonoContext) => Promise<Response> {
  const { settings, authenticator, policy, audit, requestIds } = context
  const inGroup = route.path.includes('/:group')
  const administrative = isAdministrative(route)
  const limits = context.limits?.forRoute(route)
  const consumes =
    settings.acceptApplicationJson && route.consumes.includes(JSON_RECORDS) && route.action === 'produce'
      ? [...route.consumes, JSON_TYPE]
      : route.consumes
  const asksKafka = route.action !== 'registry:read'
  const readsBody = consumes.length > 0 && route.method !== 'GET'
  let handler: Handler | undefined

  return async (c) => {
    const startedAt = performance.now()
    const requestId = requestIds.of(c)
    let answerType: string | undefined
    let answer: Answer
    let identity: Identity | undefined
    let topics: string[] = []
    let group: string | undefined
    let refusal: RestError | undefined
    let lease: CallerLease | undefined
    let admission: Admission | undefined
    try {
      admission = limits?.enter()
      const deadline = deadlineOf(c, settings.requestTimeoutMs)
      const topic = route.onTopic ? c.req.param('topic') : undefined
      if (topic !== undefined) topics = [topic]
      if (inGroup) group = c.req.param('group')
      if (route.action !== 'public') {
        const found = authenticator.authenticate(senderOf(c), deadline)
        identity = found instanceof Promise ? await found : found
        const settling = policy.ready(deadline)
        if (settling) await settling
        policy.require(identity, route.action, topic, group)
      }
      if (admission) {
        const turn = admission.admit(identity?.principal, Number(c.req.header('content-length')) || 0, deadline)
        if (turn) await turn
      }
      const contentType = readableType(c.req.header('content-type'), consumes, route.typed)
      if (readsBody) refuseCoded(c.req.header('content-encoding'))
      answerType = negotiate(c.req.header('accept'), route.produces)
      if (answerType === undefined) throw new NotAcceptable(route.produces)
      handler ??= await route.load()
      const caller = identity ?? context.anonymous
      const demand = (action: Action, name: string) => {
        if (administrative && policy.allows(caller, action, name, group)) topics.push(name)
        else topics = [name]
        policy.require(caller, action, name, group)
      }
      if (identity && asksKafka) lease = context.callers?.lease(identity, senderOf(c))
      answer = await handler(
        createCall(
          c,
          {
            identity: caller,
            requestId,
            contentType,
            consumes,
            answerType,
            deadline,
            produces: route.produces,
            require: demand,
            bodyBuffers: context.bodyBuffers,
            onBody: admission?.received,
          },
          settings,
        ),
        lease?.context ?? context,
      )
    } catch (error) {
      refusal = toRestError(error, context, requestId)
      answer = errorAnswer(refusal, answerType ?? errorType(c.req.header('accept')))
    }
    if (lease) answer = lease.endWith(answer)
    audit.record(c, { route, identity, topics, group, status: answer.status, refusal, requestId })
    if (wantsGzip(answer, c.req.header('accept-encoding'))) answer = await compress(answer)
    if (admission) endWhenSent(c, admission, answer)
    observe(c, route, answer.status, performance.now() - startedAt, requestId, context)
    if (answer.sent) (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing?.once('close', answer.sent)
    return respond(c, context, requestId, answer)
  }
}

/** On Lambda, and without a server, nobody can see when that is. */
function endWhenSent(c: HonoContext, admission: Admission, { body }: Answer): void {
  if (typeof body === 'string' || Buffer.isBuffer(body)) admission.answered(body)
  const outgoing = (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing
  if (outgoing && !outgoing.closed) outgoing.once('close', admission.end)
  else admission.end()
}

type ResponseBody = ConstructorParameters<typeof Response>[0]

/** An entry may have a lighter form of responses: it says so in what it hands in with a request. */
function respond(c: HonoContext, context: Context, requestId: string, { status, headers, body }: Answer): Response {
  const all = context.responseHeaders.of(c, requestId, headers)
  const { responseOf } = (c.env ?? {}) as { responseOf?: (answer: Answer) => Response }
  return responseOf?.({ status, headers: all, body }) ?? new Response(body as ResponseBody, { status, headers: all })
}

/** Measures a request and, where the settings ask for it, leaves a line about it. */
function observe(
  c: HonoContext,
  route: Route,
  status: number,
  ms: number,
  requestId: string,
  { metrics, log, settings }: Context,
): void {
  metrics.observeRequest(route.name, status, ms)
  if (settings.requestLog === 'none' || (settings.requestLog === 'errors' && status < 500)) return
  log.info({
    event: 'request',
    operation: route.name,
    method: c.req.method,
    path: c.req.path,
    status,
    ms: Math.round(ms),
    requestId,
  })
}

/** @throws UnsupportedMediaType */
function readableType(
  header: string | undefined,
  consumes: readonly string[],
  typed: boolean | undefined,
): string | undefined {
  if (!typed && (header === undefined || consumes.length === 0)) return undefined
  const found = header === undefined ? undefined : matchContentType(header, consumes)
  if (found === undefined) throw new UnsupportedMediaType(consumes)
  return found
}

/** @throws UnsupportedContentCoding */
function refuseCoded(header: string | undefined): void {
  if (header !== undefined && !/^\s*(?:identity\s*)?$/i.test(header)) throw new UnsupportedContentCoding()
}

/**
 * A path that exists, asked with a method it has not; `OPTIONS` is answered with the methods it has (contract A.5). A GET
 * that the settings hide is as if its path were not there (contract D).
 */
function wrongMethod(
  path: string,
  served: readonly Route[],
  context: Context,
): (c: HonoContext) => Response | Promise<Response> {
  return (c) => {
    const own = served.filter((route) => route.path === path).map(({ method }) => method as string)
    const methods = [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
    const hidesGet = !own.includes('GET') && routes.some((route) => route.path === path && route.method === 'GET')
    if (c.req.method === 'OPTIONS') return options(c, context, methods)
    return refuse(c, context, hidesGet && c.req.method === 'GET' ? new NotFound() : new MethodNotAllowed(methods))
  }
}

/**
 * `OPTIONS`: for a browser, whether a page may send a request; for anybody else, the methods of a path. Credentials are asked
 * for unless pages of other origins are served, as at Confluent's (contract F.5, `access.control.skip.options`).
 *
 * @param methods  undefined for a path that there is not
 */
function options(c: HonoContext, context: Context, methods?: readonly string[]): Response | Promise<Response> {
  const { settings, responseHeaders, requestIds } = context
  const { cors } = responseHeaders
  if (settings.rejectOptions) {
    const refusal = errorAnswer(new OptionsRefused(), errorType(c.req.header('accept')))
    return respond(c, context, requestIds.of(c), refusal)
  }
  const headers = cors?.preflight((name) => c.req.header(name)) ?? (methods && { Allow: methods.join(', ') })
  if (headers === undefined) return refuse(c, context, new NotFound())
  const answer = { status: 200, headers, body: null }
  if (cors && settings.corsSkipOptions) return respond(c, context, requestIds.of(c), answer)
  return authenticated(c, context, () => answer)
}

/** Only who has valid credentials learns which paths exist (contract D, end). */
function refuse(c: HonoContext, context: Context, refusal: RestError): Promise<Response> {
  return authenticated(c, context, (type) => errorAnswer(refusal, type))
}

/** @param answer  given the type of errors that the caller prefers */
async function authenticated(c: HonoContext, context: Context, answer: (type: string) => Answer): Promise<Response> {
  const type = errorType(c.req.header('accept'))
  const requestId = context.requestIds.of(c)
  try {
    await context.authenticator.authenticate(senderOf(c), deadlineOf(c, context.settings.requestTimeoutMs))
    return respond(c, context, requestId, answer(type))
  } catch (error) {
    const refused = toRestError(error, context, requestId)
    context.audit.record(c, { ...NOTHING_KNOWN, status: refused.status, refusal: refused, requestId })
    return respond(c, context, requestId, errorAnswer(refused, type))
  }
}

const NOTHING_KNOWN = { route: undefined, identity: undefined, topics: [], group: undefined }

function toRestError(error: unknown, { log, metrics }: Context, requestId: string): RestError {
  const known =
    error instanceof RestError ? error : (restErrorOf(error) ?? storeErrorOf(error) ?? new InternalError(error))
  // Who asks too much is counted: a line for each would be too much as well.
  if (known.limit !== undefined) metrics.countLimited(known.limit)
  else if (known.status >= 500)
    log.error({ event: 'request.failed', code: known.code, err: known.cause ?? known, requestId }, known.message)
  return known
}

/** What is left of the invocation on Lambda, less time to answer in; elsewhere the configured time. Epoch milliseconds. */
function deadlineOf(c: HonoContext, timeoutMs: number): number {
  const lambda = (c.env as { lambdaContext?: { getRemainingTimeInMillis(): number } } | undefined)?.lambdaContext
  const left = lambda ? Math.min(timeoutMs, lambda.getRemainingTimeInMillis() - ANSWER_MARGIN_MS) : timeoutMs
  return Date.now() + left
}

const ANSWER_MARGIN_MS = 500
const JSON_RECORDS = 'application/vnd.kafka.json.v2+json'
