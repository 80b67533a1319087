type Schema = Record<string, unknown>

const SINGLE = [
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']
const MAPS = ['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']
/** A keyword of our own, in every schema: does nothing, but is counted. */
export const COUNTED = '$counted'
/** Schemas within schemas. */
const MAX_DEPTH = 200

/**
 * Takes out of a schema what Ajv knows beyond JSON Schema: `nullable` (of OpenAPI) and `$async` mean nothing to other
 * validators, and the registry's. And puts {@link COUNTED} in. Also a `type` beside a `$ref` that stands alone by its draft, which Ajv looks at.
 *
 * @throws RangeError  it is nested too deeply
 */
export function prepare(schema: unknown, refAlone: boolean, depth = 0): void {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply')
  if (!isObject(schema)) return
  delete schema.nullable
  delete schema.$async
  schema[COUNTED] = true
  forbid(schema)
  if (refAlone && typeof schema.$ref === 'string') delete schema.type
  for (const keyword of SINGLE) prepare(schema[keyword], refAlone, depth + 1)
  for (const keyword of LISTS) {
    const list = schema[keyword]
    if (Array.isArray(list)) for (const each of list) prepare(each, refAlone, depth + 1)
  }
  for (const keyword of MAPS) {
    const map = schema[keyword]
    if (isObject(map)) for (const each of Object.values(map)) prepare(each, refAlone, depth + 1)
  }
}

/** In place of `false` where it may be met many times: what is counted. */
function forbid(schema: Schema): void {
  const counted = () => ({ not: {} })
  if (schema.propertyNames === false) schema.propertyNames = counted()
  if (schema.items === false && schema.prefixItems === undefined) schema.items = counted()
  const patterns = schema.patternProperties
  if (!isObject(patterns)) return
  for (const [pattern, each] of Object.entries(patterns)) if (each === false) patterns[pattern] = counted()
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
