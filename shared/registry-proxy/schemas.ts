import type { Call } from '../http/call.ts'
import { RegistryRefusal } from '../http/errors/schemas.ts'
import { documentOf, isPlace, listOf, schemaTextOf } from './bodies.ts'
import { conditional } from './conditional.ts'
import { queryOf, served } from './reads.ts'
import type { RegistryProxy } from './registry-proxy.ts'
import { hidden, type Visibility, visibility } from './visible.ts'

/** `GET /schemas/types` */
export const types = served(async (call, registry, context) =>
  conditional(call, context, documentOf(await registry.ask('schemas/types', call.deadline)), 'minutes'),
)

/** `GET /schemas/ids/{id}` */
export const get = served(async (call, registry, context) => {
  const seen = visibility(call, context)
  await requireVisible(call, registry, seen)
  // The one thing in it that changes is the highest id there is.
  if (call.query('fetchMaxId') === 'true') {
    const found = await registry.ask(schemaPath(call, seen, '', ...SHOWN, 'fetchMaxId'), call.deadline)
    return conditional(call, context, documentOf(found), 'checked')
  }
  const document = await registry.lasting(schemaPath(call, seen, '', ...SHOWN), call.deadline)
  return conditional(call, context, document, 'always')
})

/** `GET /schemas/ids/{id}/schema`: its text alone. */
export const text = served(async (call, registry, context) => {
  const seen = visibility(call, context)
  await requireVisible(call, registry, seen)
  const { text } = await registry.lasting(schemaPath(call, seen, '', ...SHOWN), call.deadline)
  return conditional(call, context, schemaTextOf(JSON.parse(text)), 'always')
})

/** `GET /schemas/ids/{id}/subjects`, those that the caller may see. */
export const subjects = served(async (call, registry, context) => {
  const seen = visibility(call, context)
  const listed = listOf(await registry.ask(schemaPath(call, seen, '/subjects', ...LISTED), call.deadline))
  const own = listed.filter((subject) => typeof subject === 'string' && seen.sees(subject))
  if (own.length === 0 && listed.length > 0) throw hidden(call.intParam('id'))
  return conditional(call, context, documentOf(own), 'checked')
})

/** `GET /schemas/ids/{id}/versions`, of subjects that the caller may see. */
export const versions = served(async (call, registry, context) => {
  const seen = visibility(call, context)
  const listed = listOf(await registry.ask(schemaPath(call, seen, '/versions', ...LISTED), call.deadline))
  const own = listed.filter((each) => isPlace(each) && seen.sees(each.subject))
  if (own.length === 0 && listed.length > 0) throw hidden(call.intParam('id'))
  return conditional(call, context, documentOf(own), 'checked')
})

const SHOWN = ['subject', 'format']
const LISTED = ['subject', 'deleted', 'offset', 'limit']

/** @throws Forbidden  the caller may see none of the schema's subjects */
async function requireVisible(call: Call, registry: RegistryProxy, seen: Visibility): Promise<void> {
  // The subject tells the registry in which of its contexts the id is meant. Deleted ones count: their records are read on.
  const path = `${schemaPath(call, seen, '/versions', 'subject')}${call.query('subject') === undefined ? '?' : '&'}deleted=true`
  if (seen.all) return
  const places = await registry.subjects(path, call.deadline)
  if (!places.some(seen.sees)) throw hidden(call.intParam('id'))
}

/**
 * The path of a schema, or of something below it, in the registry.
 *
 * @param names  parameters of the query that are sent on
 * @throws NotFound, RegistryRefusal  404 for what can be no id
 * @throws Forbidden                  the caller may not see the subject that is named
 */
function schemaPath(call: Call, seen: Visibility, below: string, ...names: readonly string[]): string {
  const id = call.intParam('id')
  if (id < 0) throw new RegistryRefusal(404, 40403, `Schema ${id} not found`)
  const subject = call.query('subject')
  if (subject !== undefined && subject !== '') seen.require(subject)
  return `schemas/ids/${id}${below}${queryOf(call, ...names)}`
}
