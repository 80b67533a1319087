import { EMBEDDED, type EmbeddedType } from './media-types.ts'
import type { Route } from './route.ts'

/** Operations by name, or whole classes of them as `api.v3.topics.*` (contract F.4). */
export interface EndpointLists {
  /** When it names any, what it does not name is hidden. */
  readonly endpointAllowlist: readonly string[]
  /** What it names is hidden, whatever the other list says. */
  readonly endpointBlocklist: readonly string[]
}

/** Routes that Confluent counts as an operation for each embedded format, and what stands before the format's name. */
const BY_FORMAT: Readonly<Record<string, string>> = {
  'api.v2.produce-to-topic': '.',
  'api.v2.produce-to-partition': '.',
  'api.v2.consumers.consume': '-',
}
const FORMATS = ['binary', 'json', 'avro', 'json-schema', 'protobuf', 'text']
const BINARY = 'application/vnd.kafka.binary.v2+json'

/** What the lists leave of the routes; of one whose formats are listed one by one, those that are served. */
export function servedRoutes(routes: readonly Route[], lists: EndpointLists): readonly Route[] {
  if (lists.endpointAllowlist.length === 0 && lists.endpointBlocklist.length === 0) return routes
  return routes.flatMap((route) => servedPart(route, lists) ?? [])
}

/** Names in the lists that no operation has and no class. */
export function unknownEndpoints(names: readonly string[], routes: readonly Route[]): readonly string[] {
  const known = new Set(
    routes.flatMap(({ name }) => [name, classOf(name), ...FORMATS.map((each) => ofFormat(name, each))]),
  )
  return names.filter((name) => !known.has(name))
}

function servedPart(route: Route, lists: EndpointLists): Route | undefined {
  if (!(route.name in BY_FORMAT)) return isServed(route, [route.name], lists) ? route : undefined
  const served = (type: string) =>
    !isEmbedded(type) || isServed(route, [route.name, ofFormat(route.name, nameOf(type))], lists)
  const { consumes, produces } = route
  const divided = route.action === 'produce' ? consumes : produces
  if (!divided.some((type) => isEmbedded(type) && served(type))) return undefined
  if (route.action !== 'produce') return { ...route, produces: produces.filter(served) }
  // A body without a type would be read as binary.
  return { ...route, consumes: consumes.filter(served), ...(!served(BINARY) && { typed: true }) }
}

function isServed({ name, action }: Route, names: readonly string[], lists: EndpointLists): boolean {
  const listed = (list: readonly string[]) => [classOf(name), ...names].some((each) => list.includes(each))
  // Health, metrics and the API's description are no part of the API that a list of its operations allows.
  const beside = action === 'public' && !name.startsWith('api.')
  return (
    !listed(lists.endpointBlocklist) &&
    (lists.endpointAllowlist.length === 0 || beside || listed(lists.endpointAllowlist))
  )
}

/** `api.v3.topics.*` of `api.v3.topics.list`. */
export function classOf(name: string): string {
  return `${name.split('.', 3).join('.')}.*`
}

function ofFormat(name: string, format: string): string {
  return name in BY_FORMAT ? name + BY_FORMAT[name] + format : name
}

function isEmbedded(type: string): type is EmbeddedType {
  return type in EMBEDDED
}

/** A format as the lists call it. */
function nameOf(type: EmbeddedType): string {
  const format: string = EMBEDDED[type]
  return format === 'jsonschema' ? 'json-schema' : format
}
