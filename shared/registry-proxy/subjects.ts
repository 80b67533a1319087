import { RegistryRefusal } from '../http/errors/schemas.ts'
import { documentOf, listOf, schemaTextOf } from './bodies.ts'
import { conditional } from './conditional.ts'
import { queryOf, served, subjectPath } from './reads.ts'
import { visibility } from './visible.ts'

/** `GET /subjects`: those that the caller may see. */
export const list = served(async (call, registry, context) => {
  const query = queryOf(call, 'subjectPrefix', 'deleted', 'deletedOnly', 'offset', 'limit')
  const { sees } = visibility(call, context)
  const listed = listOf(await registry.ask(`subjects${query}`, call.deadline))
  const own = listed.filter((subject) => typeof subject === 'string' && sees(subject))
  return conditional(call, context, documentOf(own), 'checked')
})

/** `GET /subjects/{subject}/versions` */
export const versions = served(async (call, registry, context) => {
  visibility(call, context).require(call.param('subject'))
  const path = `${subjectPath(call)}/versions${queryOf(call, 'deleted', 'deletedOnly', 'offset', 'limit')}`
  return conditional(call, context, documentOf(await registry.ask(path, call.deadline)), 'checked')
})

/** `GET /subjects/{subject}/versions/{version}`; the version is a number or `latest`. */
export const get = served(async (call, registry, context) => {
  visibility(call, context).require(call.param('subject'))
  const version = asked(call.param('version'))
  const path = `${subjectPath(call)}/versions/${version}${queryOf(call, 'deleted', 'format')}`
  return conditional(call, context, documentOf(await registry.ask(path, call.deadline)), freshness(version))
})

/** `GET /subjects/{subject}/versions/{version}/schema`: its text alone. */
export const text = served(async (call, registry, context) => {
  visibility(call, context).require(call.param('subject'))
  const version = asked(call.param('version'))
  const path = `${subjectPath(call)}/versions/${version}${queryOf(call, 'deleted', 'format')}`
  return conditional(call, context, schemaTextOf(await registry.ask(path, call.deadline)), freshness(version))
})

/** `GET /subjects/{subject}/versions/{version}/referencedby`: ids of schemas. */
export const referencedBy = served(async (call, registry, context) => {
  visibility(call, context).require(call.param('subject'))
  const path = `${subjectPath(call)}/versions/${asked(call.param('version'))}/referencedby`
  return conditional(call, context, documentOf(await registry.ask(path, call.deadline)), 'checked')
})

/** @throws RegistryRefusal  422/42202 for what no version is called */
function asked(version: string): string {
  if (version === 'latest' || version === '-1') return 'latest'
  if (/^[1-9]\d{0,9}$/.test(version) && Number(version) <= 0x7fffffff) return version
  throw new RegistryRefusal(422, 42202, "The specified version is not valid: it is a positive number or 'latest'.")
}

function freshness(version: string) {
  return version === 'latest' ? 'checked' : 'minutes'
}
