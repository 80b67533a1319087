import { JSON_TYPE } from '../http/media-types.ts'
import type { Route } from '../http/route.ts'
import { operations } from './operations.ts'
import { schemas } from './schemas.ts'
import { ref, string, whole } from './shape.ts'

/**
 * This API as an OpenAPI 3.1 document, made from the route table: paths, parameters, media types, scopes and errors.
 *
 * @param base      scheme, authority and base path of links
 * @param basePath  as configured
 */
export function createDocument(routes: readonly Route[], base: string, basePath: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = templateOf(route)
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = describe(route)
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

/** The route's path with parameters as OpenAPI writes them; a colon within a segment is a part of it. */
export function templateOf({ path }: Pick<Route, 'path'>): string {
  return path.replaceAll(/\/:(\w+)/g, '/{$1}')
}

function describe(route: Route): object {
  const { request, mayBeEmpty = false, answer, headers, others = {}, parameters = [] } = operations[route.name] ?? {}
  return {
    operationId: route.name,
    summary: route.summary,
    'x-action': route.action,
    parameters: [...pathParameters(route), ...parameters],
    ...(request && { requestBody: { required: !mayBeEmpty, ...content(route.consumes, request) } }),
    security: route.action === 'public' ? [] : [{ bearer: [] }],
    responses: {
      [route.status]: {
        description: 'Success.',
        ...(answer && content(route.produces, answer)),
        ...(headers && { headers }),
      },
      ...Object.fromEntries(
        Object.entries(others).map(([status, [description, schema]]) => [
          status,
          { description, ...(schema && content(errorTypes(route), schema)) },
        ]),
      ),
      default: { description: 'An error.', ...content(errorTypes(route), ref('Error')) },
    },
  }
}

function pathParameters({ path }: Route): object[] {
  return [...path.matchAll(/\/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'partition' || name === 'broker' ? whole : string,
  }))
}

/** Errors from before the types are negotiated are JSON whatever the route answers (contract A.5). */
function errorTypes({ produces }: Route): string[] {
  return [...new Set([...produces.filter((type) => type.endsWith('json')), JSON_TYPE])]
}

function content(types: readonly string[], schema: object): object {
  return { content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}
