import type { Operations } from '../operation.ts'
import { array, boolean, integer, object, query, ref, string } from '../shape.ts'

/** Registries of several makers have members of their own in what they say of schemas. */
const open = (properties: Record<string, object>, required: readonly string[]) => ({
  ...object(properties, [...required]),
  additionalProperties: true,
})

const reference = open({ name: string, subject: string, version: integer }, ['name', 'subject', 'version'])
const references = { type: ['array', 'null'], items: reference }

/** Shapes of requests and answers, by name. */
export const registrySchemas = {
  RegistrySchema: open({ schema: string, schemaType: string, references }, ['schema']),
  SubjectVersion: open(
    { subject: string, id: integer, version: integer, schema: string, schemaType: string, references },
    ['id', 'version', 'schema'],
  ),
  SchemaLookUp: open({ schema: string, schemaType: { type: ['string', 'null'] }, references }, ['schema']),
}

const known = { 304: ['The client has it already: `If-None-Match`.'] } as const
const text = { description: 'The schema’s text as it is; of Protobuf that is no JSON.' }
const subject = query('subject', 'A subject that has the schema: in its context the id is looked up.')
const deleted = query('deleted', 'Whether what was deleted softly is shown.', boolean)
const format = query('format', 'As the registry reads it.')
const page = [
  query('offset', 'Entries of the registry’s list to leave out.', integer),
  query('limit', 'Entries of the registry’s list to look at.', integer),
]

export const registryOperations: Operations = {
  'api.registry.schemas.types': { answer: array(string), others: known },
  'api.registry.schemas.get': {
    answer: ref('RegistrySchema'),
    others: known,
    parameters: [subject, format, query('fetchMaxId', 'Whether the highest id is told, too.', boolean)],
  },
  'api.registry.schemas.get-text': { answer: text, others: known, parameters: [subject, format] },
  'api.registry.schemas.subjects': { answer: array(string), others: known, parameters: [subject, deleted, ...page] },
  'api.registry.schemas.versions': {
    answer: array(open({ subject: string, version: integer }, ['subject', 'version'])),
    others: known,
    parameters: [subject, deleted, ...page],
  },
  'api.registry.subjects.list': {
    answer: array(string),
    others: known,
    parameters: [
      query('subjectPrefix', 'What the subjects’ names begin with.'),
      deleted,
      query('deletedOnly', 'Whether only these are shown.', boolean),
      ...page,
    ],
  },
  'api.registry.subjects.look-up': {
    request: ref('SchemaLookUp'),
    answer: ref('SubjectVersion'),
    parameters: [query('normalize', 'Whether schemas are compared in their normal form.', boolean), deleted, format],
  },
  'api.registry.subjects.versions': {
    answer: array(integer),
    others: known,
    parameters: [deleted, query('deletedOnly', 'Whether only these are shown.', boolean), ...page],
  },
  'api.registry.subjects.get': { answer: ref('SubjectVersion'), others: known, parameters: [deleted, format] },
  'api.registry.subjects.get-text': { answer: text, others: known, parameters: [deleted, format] },
  'api.registry.subjects.referenced-by': { answer: array(integer), others: known },
  'api.registry.config.get': { answer: open({}, []), others: known },
  'api.registry.config.get-subject': {
    answer: open({}, []),
    others: known,
    parameters: [query('defaultToGlobal', 'Whether a subject without its own has everybody’s.', boolean)],
  },
  'api.registry.mode.get': { answer: open({}, []), others: known },
}
