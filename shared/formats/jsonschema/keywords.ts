import {
  _,
  type Ajv,
  type Code as AjvCode,
  type CodeKeywordDefinition,
  type KeywordCxt,
  type KeywordErrorDefinition,
  nil,
} from 'ajv'
import names from 'ajv/dist/compile/names.js'
import type { KeywordErrorCxt } from 'ajv/dist/types/index.js'
import { canonical } from './canonical.ts'
import type { Effort } from './effort.ts'
import { isMultipleOf } from './multiple-of.ts'
import { COUNTED } from './prepare.ts'

/**
 * Makes Ajv's keywords cost what they may: all that hold others, or lists of names, count what they do; `enum` and
 * `uniqueItems`, which compare everything with everything, are replaced, and so is `multipleOf`, which rounds.
 */
export function refineKeywords(ajv: Ajv, effort: Effort): void {
  replace(ajv, 'uniqueItems', 'array', 'must NOT have duplicate items', (wanted: boolean) => {
    if (!wanted) return () => true
    return (items: readonly unknown[]) => new Set(items.map(canonical)).size === items.length
  })
  replace(ajv, 'enum', undefined, 'must be equal to one of the allowed values', (values: readonly unknown[]) => {
    const allowed = new Set(values.map(canonical))
    return (value: unknown) => allowed.has(canonical(value))
  })
  replace(ajv, 'multipleOf', 'number', 'must be a multiple of the schema’s multipleOf', (divisor: number) => {
    return (value: number) => isMultipleOf(value, divisor)
  })
  ajv.addKeyword({ keyword: COUNTED, code: () => {} })
  for (const rule of Object.values(ajv.RULES.all)) {
    if (typeof rule !== 'object' || !('code' in rule.definition)) continue
    const definition = rule.definition as CodeKeywordDefinition
    ajv.removeKeyword(rule.keyword)
    ajv.addKeyword({
      ...definition,
      keyword: rule.keyword,
      code: counted(definition.code, effort),
      ...(definition.error && OF_NAMES.has(rule.keyword) && { error: telling(definition.error, effort) }),
    })
  }
}

type Code = CodeKeywordDefinition['code']

function counted(code: Code, effort: Effort): Code {
  return (cxt: KeywordCxt, ruleType) => {
    const { gen, keyword, it } = cxt
    const calls = (work: unknown, args: AjvCode = nil) => gen.code(_`${gen.scopeValue('func', { ref: work })}(${args})`)
    const units = unitsOf(cxt)
    if (units > 0) calls(effort.spend, _`${units}, ${names.default.vErrors}`)
    // What stops at the first error has no number of them to watch, and leaves its functions anywhere.
    const watched = it.allErrors
    if (watched && TENTATIVE.has(keyword)) calls(effort.enter)
    if (watched && REFERENCES.has(keyword)) calls(effort.call, names.default.vErrors)
    code(cxt, ruleType)
    if (watched && REFERENCES.has(keyword)) calls(effort.back)
    if (watched && TENTATIVE.has(keyword)) calls(effort.leave)
  }
}

/** Those that may have an error for each of many names tell of each. */
function telling(error: KeywordErrorDefinition, { found }: Effort): KeywordErrorDefinition {
  const codeOf = (part: KeywordErrorDefinition['params' | 'message'], cxt: KeywordErrorCxt) =>
    typeof part === 'function' ? part(cxt) : (part ?? _`{}`)
  return {
    ...error,
    params: (cxt) => {
      const { gen, it } = cxt
      const path = _`${names.default.instancePath} + ${it.errorPath}`
      const tell = gen.scopeValue('func', { ref: found })
      return _`${tell}(${codeOf(error.params, cxt)}, ${path}, ${codeOf(error.message, cxt)})`
    },
  }
}

/** Keywords that hold schemas which a datum may fail. */
const TENTATIVE = new Set(['anyOf', 'oneOf', 'not', 'if', 'contains'])
const REFERENCES = new Set(['$ref', '$dynamicRef', '$recursiveRef'])
/** Keywords that go through names, with an error for each. */
const OF_NAMES = new Set([
  'required',
  'additionalProperties',
  'unevaluatedProperties',
  'dependencies',
  'dependentRequired',
  'propertyNames',
])

/** As many as the keyword has parts; those of a single value are counted with the schema that they stand in. */
function unitsOf({ keyword, schema }: KeywordCxt): number {
  if (keyword.startsWith('$')) return 1
  return typeof schema === 'object' && schema !== null ? Math.max(1, Object.keys(schema).length) : 0
}

function replace<Schema>(
  ajv: Ajv,
  keyword: string,
  type: 'array' | 'number' | undefined,
  message: string,
  compile: (schema: Schema) => (data: never) => boolean,
): void {
  ajv.removeKeyword(keyword)
  ajv.addKeyword({
    keyword,
    ...(type && { type }),
    compile: (schema: Schema) => compile(schema) as (data: unknown) => boolean,
    error: { message },
    errors: false,
  })
}
