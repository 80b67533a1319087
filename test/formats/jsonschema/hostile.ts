import { JsonText } from '../../../shared/formats/json-text.ts'
import { compileJsonSchema } from '../../../shared/formats/jsonschema/compile.ts'
import { BadRequest } from '../../../shared/http/errors/request.ts'

// Each would have millions of errors. Run in a process with little memory, which ends when there is none left.

const many = (count: number, value: unknown) => JSON.stringify(Array(count).fill(value))
const members = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, 1])))
/** Large enough that its errors are not looked for one by one. */
const wide = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`p${i}`, { type: 'integer' }]))
const strings = { items: { type: 'string' } }
const node = {
  properties: { next: { $ref: '#/definitions/node' }, list: { items: { type: 'string' } } },
  additionalProperties: false,
}
const nested = (depth: number) => `${`{"list":${many(900, 1)},"next":`.repeat(depth)}{}${'}'.repeat(depth)}`

const attacks: readonly (readonly [schema: object, body: string])[] = [
  [{ properties: wide, additionalProperties: false }, members(120_000)],
  [{ properties: wide, propertyNames: false }, members(120_000)],
  [{ properties: wide, patternProperties: { '.': false } }, members(120_000)],
  [{ properties: wide, items: false }, many(300_000, 1)],
  [{ properties: wide, ...strings }, many(300_000, 1)],
  [{ properties: wide, anyOf: [strings, { items: { type: 'null' } }] }, many(300_000, 1)],
  [{ properties: wide, items: { required: Object.keys(wide) } }, many(120_000, {})],
  [{ properties: { ...wide, ...node.properties }, definitions: { node } }, nested(900)],
  [{ anyOf: [{ $ref: '#/definitions/node' }], definitions: { node, wide: { properties: wide } } }, nested(900)],
]

for (const [schema, body] of attacks) {
  const codec = compileJsonSchema(JSON.stringify(schema), [])
  try {
    codec.encode(7, JsonText.of(body), '/value')
    throw new Error(`what does not fit is taken: ${JSON.stringify(schema).slice(-100)}`)
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error
    if (error.message.length > 20_000) throw new Error('too long a message', { cause: error })
  }
}
