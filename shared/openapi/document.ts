import { JSON_TYPE } from '../http/media-types.ts'
import type { Route } from '../http/route.ts'
import { parameters } from './parameters.ts'
import { schemas } from './schemas.ts'

/**
 * This API as an OpenAPI 3.1 document, made from the route table: paths, parameters, media types, scopes and errors.
 *
 * @param base      scheme, authority and base path of links
 * @param basePath  as configured
 */
export function createDocument(routes: readonly Route[], base: string, basePath: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operation(route)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'kafka-rest-edge', version: '1', description: 'Kafka over HTTPS, after Confluent’s REST Proxy.' },
    servers: [{ url: base || basePath || '/' }],
    paths,
    components: {
      schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function operation(route: Route): object {
  const success = route.status === 204 ? {} : content(route.produces, SUCCESS[route.name] ?? {})
  return {
    operationId: route.name,
    summary: route.summary,
    'x-action': route.action,
    parameters: [...route.path.matchAll(/:(\w+)/g)]
      .map(([, name]): object => ({
        name,
        in: 'path',
        required: true,
        schema: name === 'partition' ? { type: 'integer', minimum: 0 } : { type: 'string' },
      }))
      .concat(parameters[route.name] ?? []),
    ...(REQUESTS[route.name] && {
      requestBody: { required: !MAY_BE_EMPTY.has(route.name), ...content(route.consumes, ref(REQUESTS[route.name])) },
    }),
    security: route.action === 'public' ? [] : [{ bearer: [] }],
    responses: {
      [route.status]: {
        description: 'Success.',
        ...success,
        ...(HEADERS[route.name] && { headers: HEADERS[route.name] }),
      },
      ...otherAnswers(route),
      default: { description: 'An error.', ...content(errorTypes(route), ref('Error')) },
    },
  }
}

/** Errors from before the types are negotiated are JSON whatever the route answers (contract A.5). */
function errorTypes({ produces }: Route): string[] {
  return [...new Set([...produces.filter((type) => type.endsWith('json')), JSON_TYPE])]
}

/** Answers that are neither the usual success nor an error's body. */
function otherAnswers(route: Route): Record<string, object> {
  const others = Object.entries(OTHERS[route.name] ?? {})
  return Object.fromEntries(
    others.map(([status, [description, schema]]) => [status, { description, ...content(errorTypes(route), schema) }]),
  )
}

function content(types: readonly string[], schema: object): object {
  return { content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

function ref(name: keyof typeof schemas | undefined): object {
  return { $ref: `#/components/schemas/${name}` }
}

const REQUESTS: Readonly<Record<string, keyof typeof schemas>> = {
  'api.v2.produce-to-topic': 'ProduceRequest',
  'api.v2.produce-to-partition': 'ProduceRequest',
  'api.v2.consumers.create': 'CreateConsumerRequest',
  'api.v2.consumers.subscribe': 'SubscriptionRequest',
  'api.v2.consumers.assign': 'Partitions',
  'api.v2.consumers.seek-to-offset': 'PositionsRequest',
  'api.v2.consumers.seek-to-beginning': 'Partitions',
  'api.v2.consumers.seek-to-end': 'Partitions',
  'api.v2.consumers.commit-offsets': 'CommitRequest',
  'api.v3.topics.create': 'CreateTopicRequest',
}

const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['api.v2.consumers.create', 'api.v2.consumers.commit-offsets'])

const NEXT_OFFSET = {
  'Kafka-Next-Offset': { description: 'The offset to go on at.', schema: { type: 'integer', minimum: 0 } },
}

const HEADERS: Readonly<Record<string, object>> = {
  'partition-records': NEXT_OFFSET,
  'api.v1.simple-consumer': NEXT_OFFSET,
}

const REFUSED: readonly [string, object] = [
  'Refused: the caller by this proxy, or this proxy by Kafka; then with an entry for each record.',
  { anyOf: [ref('ProduceAnswer'), ref('Error')] },
]

const OTHERS: Readonly<Record<string, Readonly<Record<number, readonly [description: string, schema: object]>>>> = {
  'api.v2.produce-to-topic': { 401: REFUSED, 403: REFUSED },
  'api.v2.produce-to-partition': { 401: REFUSED, 403: REFUSED },
  'api.v3.topics.create': { 200: ['Nothing was created: `validate_only`.', ref('TopicData')] },
  'health.ready': {
    503: ['Something cannot be reached.', { type: 'object', properties: { status: { type: 'string' } } }],
  },
}

const SUCCESS: Readonly<Record<string, object>> = {
  'api.v2.root.get': { type: 'object' },
  'api.v2.root.post': { type: 'object' },
  'api.v2.brokers.list': ref('Brokers'),
  'api.v2.topics.list': { type: 'array', items: { type: 'string' } },
  'api.v2.topics.get': ref('Topic'),
  'api.v2.produce-to-topic': ref('ProduceAnswer'),
  'api.v2.produce-to-partition': ref('ProduceAnswer'),
  'api.v2.partitions.list': { type: 'array', items: ref('Partition') },
  'api.v2.partitions.get': ref('Partition'),
  'api.v2.partitions.get-offsets': ref('Offsets'),
  'partition-records': ref('Records'),
  'api.v1.simple-consumer': ref('Records'),
  'api.v2.consumers.create': ref('Consumer'),
  'api.v2.consumers.get-subscription': ref('Subscription'),
  'api.v2.consumers.get-assignments': ref('Partitions'),
  'api.v2.consumers.consume': ref('Records'),
  'api.v1.consumers.consume': ref('Records'),
  'api.v2.consumers.commit-offsets': ref('CommitAnswer'),
  'api.v2.consumers.get-committed-offsets': ref('CommittedOffsets'),
  'api.v3.clusters.list': ref('ClusterList'),
  'api.v3.clusters.get': ref('Cluster'),
  'api.v3.topics.list': ref('TopicDataList'),
  'api.v3.topics.create': ref('TopicData'),
  'api.v3.topics.get': ref('TopicData'),
  'health.live': { type: 'object', properties: { status: { type: 'string' } } },
  'health.ready': { type: 'object', properties: { status: { type: 'string' } } },
  metrics: { type: 'string' },
  openapi: { type: 'object' },
}
