import type { Ajv, AnySchemaObject, ErrorObject, ValidateFunction } from 'ajv'
import { BadRequest } from '../../http/errors/request.ts'
import { InvalidSchema } from '../../http/errors/schemas.ts'
import type { ReferencedSchema } from '../../registry/references.ts'
import { compact } from '../compact.ts'
import type { JsonText } from '../json-text.ts'
import type { SchemaCodec } from '../schema-format.ts'
import { type Dialect, dialectOf } from './dialect.ts'
import { createEffort, type FoundError, TooManyErrors, TooMuchEffort, Undecided } from './effort.ts'
import { describeErrors } from './errors.ts'
import { refineKeywords } from './keywords.ts'
import { compilePattern } from './pattern.ts'
import { prepare } from './prepare.ts'

/** Characters of a schema: Ajv takes about 3 µs for each, and nothing else goes on meanwhile. */
const MAX_LENGTH = 262_144
/** For each datum, and for each of its bytes. */
const EFFORT = 10_000_000
const EFFORT_PER_BYTE = 20
/** Bytes of a datum of which all errors are found, which are kept; of a larger one it is the first. */
const MAX_FOR_ALL = 65_536
/** Characters of a schema. */
const MAX_FOR_FIRST = 16_384

/**
 * Compiles a JSON Schema of draft 4 to 2020-12. Data are stored as the client spelled them, without white space between
 * tokens. `format` says nothing about whether a datum is valid; patterns are those of RE2.
 *
 * @param references  schemas that `$ref`s name, by their name or relative to the schema's `$id`
 * @throws InvalidSchema
 */
export function compileJsonSchema(text: string, references: readonly ReferencedSchema[]): SchemaCodec {
  const effort = createEffort()
  const schema = parse(text)
  const dialect = dialectOf(schema)
  const others = references.map(({ name, text: other }) => ({ name, schema: parse(other) }))
  asSchema(() => {
    for (const each of [schema, ...others.map((other) => other.schema)]) check(each, dialect)
  })
  const all = create(true)
  /** Finds the first error; needed for the first large datum. */
  let first: ValidateFunction | undefined

  function create(allErrors: boolean): ValidateFunction {
    const ajv = dialect.create({
      strict: false,
      allErrors,
      logger: false,
      validateFormats: false,
      validateSchema: false,
      inlineRefs: false,
      ownProperties: true,
      ignoreKeywordsWithRef: dialect.refAlone,
      // Ajv's optimizer takes time by the square of a schema's length.
      code: {
        optimize: false,
        regExp: Object.assign((pattern: string) => compilePattern(pattern, effort), { code: 'compilePattern' }),
      },
    })
    refineKeywords(ajv, effort)
    return asSchema(() => {
      effort.begin(EFFORT)
      add(ajv, dialect, schema, others)
      return ajv.compile(schema as AnySchemaObject)
    })
  }

  /** What stops at the first error Ajv writes as conditions within each other, too many of them for a wide schema. */
  function createFirst(): ValidateFunction {
    return text.length > MAX_FOR_FIRST ? all : create(false)
  }

  function errorsOf(validate: ValidateFunction, value: unknown, bytes: number): readonly ErrorObject[] {
    effort.begin(EFFORT + EFFORT_PER_BYTE * bytes)
    return validate(value) ? [] : (validate.errors ?? [])
  }

  function findErrors(value: unknown, bytes: number): readonly FoundError[] {
    if (bytes > MAX_FOR_ALL) {
      first ??= createFirst()
      return errorsOf(first, value, bytes)
    }
    try {
      return errorsOf(all, value, bytes)
    } catch (error) {
      if (!(error instanceof Undecided)) throw error
      first ??= createFirst()
      return errorsOf(first, value, bytes)
    }
  }

  function checkDatum(value: unknown, bytes: number, path: string): void {
    try {
      const errors = findErrors(value, bytes)
      if (errors.length > 0) throw new BadRequest(`Bad Request: ${describeErrors(errors, path)}`)
    } catch (error) {
      if (error instanceof TooManyErrors) {
        throw new BadRequest(`Bad Request: ${describeErrors(error.errors, path, false)}`)
      }
      if (error instanceof TooMuchEffort || error instanceof Undecided)
        throw new BadRequest(`Bad Request: ${path}: takes too long to check`)
      // The stack is used up.
      if (error instanceof RangeError) {
        throw new BadRequest(`Bad Request: ${path}: nested too deeply, or the schema refers to itself without end`)
      }
      throw error
    }
  }

  return {
    name: typeof schema === 'object' && typeof schema.title === 'string' ? schema.title : undefined,
    nullable: isNullable(all, () => effort.begin(EFFORT)),
    encode(schemaId, datum, path) {
      if (datum === null) return message(schemaId, NULL)
      const bytes = bytesOf(datum)
      checkDatum(datum.value(), bytes.length, path)
      return message(schemaId, bytes)
    },
  }
}

type Schema = AnySchemaObject | boolean

function parse(text: string): Schema {
  if (text.length > MAX_LENGTH) throw new InvalidSchema(`Invalid schema: longer than ${MAX_LENGTH} characters.`)
  let schema: unknown
  try {
    schema = JSON.parse(text)
  } catch (cause) {
    throw new InvalidSchema(`Invalid schema: not JSON: ${(cause as Error).message}`, { cause })
  }
  if (typeof schema === 'boolean') return schema
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new InvalidSchema('Invalid schema: a JSON Schema is an object, true or false.')
  }
  return schema as AnySchemaObject
}

interface Named {
  readonly name: string
  readonly schema: Schema
}

/** Also makes it ready for Ajv: its draft has been found out, and one that is referred to is read in that of the other. */
function check(schema: Schema, dialect: Dialect): void {
  if (typeof schema === 'object') delete schema.$schema
  const faults = dialect.faults(schema)
  if (faults.length > 0) throw new Error(describeErrors(faults, ''))
  prepare(schema, dialect.refAlone)
}

/** Gives Ajv what the schema may refer to: by its name, and by what the name means beside a schema that has an id. */
function add(ajv: Ajv, dialect: Dialect, schema: Schema, others: readonly Named[]): void {
  const bases = [schema, ...others.map((other) => other.schema)].flatMap((each) => idOf(each, dialect) ?? [])
  for (const { name, schema: other } of others) {
    for (const key of [name, ...bases.flatMap((base) => resolved(name, base))]) {
      if (!ajv.schemas[key] && !ajv.refs[key]) ajv.addSchema(other as AnySchemaObject, key)
    }
  }
}

function idOf(schema: Schema, { id }: Dialect): string | undefined {
  return typeof schema === 'object' && typeof schema[id] === 'string' ? schema[id] : undefined
}

function resolved(name: string, base: string): string | [] {
  return URL.canParse(name, base) ? new URL(name, base).href : []
}

/** @throws InvalidSchema  for whatever is wrong with it */
function asSchema<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof RangeError) throw new InvalidSchema('Invalid schema: nested too deeply.', { cause })
    const reason = cause instanceof TooMuchEffort ? 'takes too long to check' : (cause as Error).message
    throw new InvalidSchema(`Invalid schema: ${reason.slice(0, 1_000)}`, { cause })
  }
}

function isNullable(validate: ValidateFunction, begin: () => void): boolean {
  begin()
  try {
    return validate(null)
  } catch {
    return false
  }
}

const NULL = Buffer.from('null')
const HEADER_BYTES = 5

function bytesOf(datum: JsonText): Buffer {
  return datum.spaced ? compact(datum.bytes()) : datum.bytes()
}

function message(schemaId: number, json: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + json.length)
  bytes[0] = 0
  bytes.writeUInt32BE(schemaId, 1)
  json.copy(bytes, HEADER_BYTES)
  return bytes
}
