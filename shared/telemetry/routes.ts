import { JSON_TYPE } from '../http/media-types.ts'
import { type Route, route } from '../http/route.ts'

const json = { produces: [JSON_TYPE] } as const

/** What those who run the proxy ask it, and its own description. */
export const operatingRoutes: readonly Route[] = [
  route('GET', '/health/live', 'health.live', 'Say that the process serves requests', {
    ...json,
    action: 'public',
    load: async () => (await import('./health.ts')).live,
  }),
  route('GET', '/health/ready', 'health.ready', 'Say whether Kafka and what else is configured can be reached', {
    ...json,
    action: 'public',
    load: async () => (await import('./health.ts')).ready,
  }),
  route('GET', '/metrics', 'metrics', 'Metrics in Prometheus’ text format', {
    action: 'public',
    produces: ['text/plain'],
    load: async () => (await import('./metrics-page.ts')).handle,
  }),
  route('GET', '/openapi.json', 'openapi', 'This API as an OpenAPI 3.1 document', {
    ...json,
    action: 'public',
    load: async () => (await import('../openapi/handler.ts')).handle,
  }),
]
