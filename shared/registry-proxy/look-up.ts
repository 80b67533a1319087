import { jsonAnswer } from '../http/answer.ts'
import { Unprocessable } from '../http/errors/request.ts'
import { RestError } from '../http/errors/rest-error.ts'
import { isObject, type JsonObject, OBJECT, optional, STRING } from '../http/json.ts'
import { anyObjectBody } from '../http/json-body.ts'
import { queryOf, served, subjectPath } from './reads.ts'
import { visibility } from './visible.ts'

/** Bytes. A registry that keeps its schemas in Kafka has none above 1 MiB; as a JSON string that may double. */
const MAX_BYTES = 2_097_152
const MAX_REFERENCES = 1_000

/** `POST /subjects/{subject}`: finds the id and the version that a schema has there; nothing is registered. */
export const handle = served(async (call, registry, context) => {
  visibility(call, context).require(call.param('subject'))
  const path = subjectPath(call) + queryOf(call, 'normalize', 'deleted', 'format')
  const bytes = await call.bytes()
  if (bytes.length > MAX_BYTES) throw new RestError(413, 413, `The schema is larger than ${MAX_BYTES} bytes.`)
  return jsonAnswer(call, await registry.ask(path, call.deadline, schemaIn(bytes.toString())))
})

/**
 * What a registry's clients send to look up a schema, without the members that only a registration has.
 *
 * @throws BadRequest     malformed JSON, or a member of another kind
 * @throws Unprocessable  no schema, or references that are none
 */
function schemaIn(body: string): JsonObject {
  const given = anyObjectBody(body) ?? {}
  const schema = optional(given, 'schema', STRING)
  if (schema === undefined) throw new Unprocessable("The request body needs 'schema', the schema as a string.")
  const schemaType = optional(given, 'schemaType', STRING)
  const { references } = given
  if (references !== undefined && references !== null) checkReferences(references)
  const metadata = optional(given, 'metadata', OBJECT)
  const ruleSet = optional(given, 'ruleSet', OBJECT)
  return {
    schema,
    ...(schemaType !== undefined && { schemaType }),
    ...(references !== undefined && references !== null && { references }),
    ...(metadata && { metadata }),
    ...(ruleSet && { ruleSet }),
  }
}

function checkReferences(references: unknown): void {
  const are = Array.isArray(references) && references.length <= MAX_REFERENCES && references.every(isReference)
  if (are) return
  throw new Unprocessable(
    `'references' must be a list of at most ${MAX_REFERENCES} objects with 'name', 'subject' and 'version'.`,
  )
}

function isReference(value: unknown): boolean {
  if (!isObject(value)) return false
  return typeof value.name === 'string' && typeof value.subject === 'string' && Number.isInteger(value.version)
}
