import { equal } from 'node:assert/strict'
import { type Call, type Facts, post } from './case.ts'
import { register as registerAs } from './register.ts'

/** An id of a schema, whatever it is. */
export const isId = (id: unknown) => equal(Number.isInteger(id), true)

/** Produce requests of v2 in a format with schemas, and schemas in the registry for them. */
export interface SchemaRequests {
  readonly produce: (body: unknown) => Call
  readonly register: (subject: string, body: object) => Promise<{ id: number; version: number }>
  /** @param value  as JSON text */
  readonly withSchema: (text: string, value: string) => Call
  /** The same with the usual schema. */
  readonly withText: (value: string) => Call
  /** The same with the id that the case's facts have. */
  readonly withId: (value: string) => (facts: Facts) => Call
  /** Puts the usual schema under the topic's subject; its id. */
  readonly registered: (facts: Facts) => Promise<{ id: string }>
}

/**
 * @param type        media type of the format
 * @param schemaType  what the registry calls the language
 * @param schema      the usual one, as text
 */
export function schemaRequests(type: string, schemaType: string, schema: string): SchemaRequests {
  const produce = (body: unknown) => post('/topics/{topic}', type, body)
  const register = (subject: string, body: object) => registerAs(subject, { schemaType, ...body })
  const withSchema = (text: string, value: string) =>
    produce(`{"value_schema": ${JSON.stringify(text)}, "records": [{"value": ${value}}]}`)
  return {
    produce,
    register,
    withSchema,
    withText: (value) => withSchema(schema, value),
    withId:
      (value) =>
      ({ values }) =>
        produce(`{"value_schema_id": ${values.id}, "records": [{"value": ${value}}]}`),
    registered: async ({ topic }) => ({ id: String((await register(`${topic}-value`, { schema })).id) }),
  }
}
