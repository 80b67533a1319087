import type { Template } from './serverless.ts'
import { resourcesOf } from './serverless.ts'

/** Which function an HTTP API gives a request to. */
export type Gateway = (method: string, path: string) => string | undefined

interface GatewayRoute {
  readonly method: string
  readonly segments: readonly string[]
  readonly target: string
}

/**
 * Chooses among the routes of a template as API Gateway does for HTTP APIs: the most specific path first, segment by segment
 * (what is written out, then a variable, then a greedy variable), of equal ones that which names the method; `$default` last.
 *
 * @returns the logical id of a function
 */
export function gatewayOf(template: Template): Gateway {
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]): GatewayRoute => {
    const key = String(Properties.RouteKey)
    const [method = '', path = ''] = key === '$default' ? ['ANY', ''] : key.split(' ')
    return { method, segments: path.split('/').slice(1), target: functionOf(template, Properties.Target) }
  })
  const fallback = routes.find(({ segments }) => segments.length === 0)
  const specific = routes.filter((route) => route !== fallback).toSorted(bySpecificity)
  return (method, path) => {
    const asked = path.split('/').slice(1)
    const fits = (route: GatewayRoute) => [method, 'ANY'].includes(route.method) && matches(route.segments, asked)
    return (specific.find(fits) ?? fallback)?.target
  }
}

function matches(segments: readonly string[], asked: readonly string[]): boolean {
  const greedy = segments.at(-1)?.endsWith('+}') ?? false
  if (greedy ? asked.length < segments.length : asked.length !== segments.length) return false
  return segments.every((segment, i) => segment.startsWith('{') || segment === asked[i])
}

function bySpecificity(a: GatewayRoute, b: GatewayRoute): number {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
    const difference = rank(a.segments[i]) - rank(b.segments[i])
    if (difference !== 0) return difference
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY')
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3
  return segment.endsWith('+}') ? 2 : segment.startsWith('{') ? 1 : 0
}

/** A route's target joins `integrations/` and an integration, which names its function or an alias of it. */
function functionOf({ Resources }: Template, target: unknown): string {
  const integration = referenced(target, (name) => Resources[name]?.Type === 'AWS::ApiGatewayV2::Integration')
  return referenced(
    Resources[integration]?.Properties.IntegrationUri,
    (name) => Resources[name]?.Type === 'AWS::Lambda::Function',
  )
}

function referenced(value: unknown, fits: (name: string) => boolean): string {
  const [found] = [...JSON.stringify(value).matchAll(/"([^"]+)"/g)].map(([, name = '']) => name).filter(fits)
  if (found === undefined) throw new Error(`Nothing that fits is named in ${JSON.stringify(value)}.`)
  return found
}
