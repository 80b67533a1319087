/** An HTTP request as an event: of an HTTP API or a function URL (payload 2.0), a REST API (1.0) or a load balancer. */
export type HttpEvent = EventV2 | EventV1

interface Event {
  readonly headers?: Headers | null
  readonly body?: string | null
  readonly isBase64Encoded?: boolean
}

type Headers = Readonly<Record<string, string | undefined>>
type Lists = Readonly<Record<string, readonly string[] | undefined>>

/** Of an HTTP API or a function URL. */
export interface EventV2 extends Event {
  readonly rawPath: string
  readonly rawQueryString?: string
  readonly cookies?: readonly string[]
  readonly requestContext: {
    readonly http: { readonly method: string }
    readonly domainName?: string
    readonly stage?: string
  }
}

/** Of a REST API or, with `elb` in its context, a load balancer. */
export interface EventV1 extends Event {
  readonly httpMethod: string
  readonly path: string
  readonly multiValueHeaders?: Lists | null
  readonly queryStringParameters?: Headers | null
  readonly multiValueQueryStringParameters?: Lists | null
  readonly requestContext: {
    readonly elb?: object
    readonly domainName?: string
    /** As the client asked, with the stage that the gateway has taken from `path`. */
    readonly path?: string
  }
}

export function isV2(event: HttpEvent): event is EventV2 {
  return 'rawPath' in event && 'http' in event.requestContext
}

/** Whether it is an HTTP request at all: functions can be invoked with anything. */
export function isHttpEvent(event: unknown): event is HttpEvent {
  if (typeof event !== 'object' || event === null) return false
  const { rawPath, path, httpMethod, requestContext } = event as Record<string, unknown>
  if (typeof requestContext !== 'object' || requestContext === null) return false
  if (typeof rawPath === 'string') return typeof (requestContext as EventV2['requestContext']).http?.method === 'string'
  return typeof path === 'string' && typeof httpMethod === 'string'
}
