import { documentOf } from './bodies.ts'
import { conditional } from './conditional.ts'
import { queryOf, served, subjectPath } from './reads.ts'
import { visibility } from './visible.ts'

/** `GET /config`: which changes of schemas are compatible. */
export const config = served(async (call, registry, context) =>
  conditional(call, context, documentOf(await registry.ask('config', call.deadline)), 'checked'),
)

/** `GET /config/{subject}` */
export const subjectConfig = served(async (call, registry, context) => {
  const { subject } = { subject: call.param('subject') }
  visibility(call, context).require(subject)
  const path = subjectPath(call).replace(/^subjects/, 'config')
  const found = await registry.ask(path + queryOf(call, 'defaultToGlobal'), call.deadline)
  return conditional(call, context, documentOf(found), 'checked')
})

/** `GET /mode`: whether the registry takes schemas. */
export const mode = served(async (call, registry, context) =>
  conditional(call, context, documentOf(await registry.ask('mode', call.deadline)), 'checked'),
)
