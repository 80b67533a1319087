import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { NotFound } from '../http/errors/request.ts'
import { RegistryRefusal } from '../http/errors/schemas.ts'
import type { Handler } from '../http/route.ts'
import { subjectSegment } from '../registry/subject.ts'
import type { RegistryProxy } from './registry-proxy.ts'

/** What a handler of these routes works with. */
export type RegistryHandler = (call: Call, registry: RegistryProxy, context: Context) => Promise<Answer>

/** A handler that answers 404, and says what to set, where no registry is served. */
export function served(handle: RegistryHandler): Handler {
  return (call, context) => {
    const { registryProxy, registry } = context
    if (registryProxy) return handle(call, registryProxy, context)
    const wanted = registry
      ? 'schema.registry.proxy.enable=true'
      : 'schema.registry.url and schema.registry.proxy.enable=true'
    throw new NotFound(`This proxy serves no schema registry: set ${wanted}.`)
  }
}

/** Longer than any topic's subject; what a registry's URL has room for. */
const MAX_SUBJECT = 1_000

/** The path's subject as a part of the registry's own path. @throws RegistryRefusal  404/40401 */
export function subjectPath(call: Call): string {
  const subject = call.param('subject')
  const segment = subject.length > MAX_SUBJECT ? undefined : subjectSegment(subject)
  if (segment === undefined) throw new RegistryRefusal(404, 40401, 'Subject not found.')
  return `subjects/${segment}`
}

/** Parameters of the query that a registry knows, as they are sent on. @param names  others are left out */
export function queryOf(call: Call, ...names: readonly string[]): string {
  const given = names.flatMap((name) => {
    const value = call.query(name)
    return value === undefined ? [] : `${name}=${encodeURIComponent(value.toWellFormed())}`
  })
  return given.length === 0 ? '' : `?${given.join('&')}`
}
