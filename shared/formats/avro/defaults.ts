import { expected, inside, Mismatch } from '../mismatch.ts'
import { createSink, take } from '../sink.ts'
import type { AvroType, RecordType } from './types.ts'
import type { Write } from './write.ts'

/** Values in one default: of those that stand for themselves there can be no end. */
const MAX_VALUES = 10_000
const MAX_DEPTH = 100

/** The bytes of a field that a record does not have. @throws Mismatch  its default is not of its type */
export type Default = () => Buffer

/**
 * A field's default, in Avro's binary encoding (Avro specification 1.12, "Complex Types"). Made when it is first needed: who sends every
 * field may have a schema with defaults that are none.
 *
 * @param write  the writer of the field's type
 */
export function defaultOf(type: AvroType, value: unknown, write: Write): Default {
  let bytes: Buffer | undefined
  let fault: string | undefined
  return () => {
    if (fault !== undefined) throw new Mismatch(fault)
    try {
      bytes ??= encoded(type, value, write)
    } catch (error) {
      fault = `missing, and its default cannot be used: ${reasonOf(error)}`
      throw new Mismatch(fault)
    }
    return bytes
  }
}

function encoded(type: AvroType, value: unknown, write: Write): Buffer {
  const sink = createSink()
  sink.exact = true
  write(sink, datumOf(type, value, { values: MAX_VALUES, depth: 0 }))
  return Buffer.from(take(sink))
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Mismatch)) throw error
  return error.steps.length === 0 ? error.message : `${error.pointer('')}: ${error.message}`
}

interface Left {
  values: number
  depth: number
}

/**
 * Schemas spell defaults as Avro's JSON encoding has data, but for unions: there a value stands alone, and is of the first branch
 * that it fits.
 */
function datumOf(type: AvroType, value: unknown, left: Left): unknown {
  if (--left.values < 0 || left.depth > MAX_DEPTH) throw new Mismatch('there is no end to it')
  switch (type.kind) {
    case 'union':
      return branchOf(type.branches, value, left)
    case 'record':
      return membersOf(type, value, left)
    case 'array':
      if (!Array.isArray(value)) throw expected('array', value)
      return value.map((item, index) => below(index, type.items, item, left))
    case 'map':
      return Object.fromEntries(
        Object.entries(objectOf('map (an object)', value)).map(([key, item]) => [
          key,
          below(key, type.values, item, left),
        ]),
      )
    default:
      if (!isScalar(type, value)) throw expected(type.label, value)
      return value
  }
}

function below(step: string | number, type: AvroType, value: unknown, left: Left): unknown {
  left.depth++
  try {
    return datumOf(type, value, left)
  } catch (error) {
    throw inside(step, error)
  } finally {
    left.depth--
  }
}

function branchOf(branches: readonly AvroType[], value: unknown, left: Left): unknown {
  for (const branch of branches) {
    if (branch.kind === 'null' && value === null) return null
    try {
      if (branch.kind !== 'null') return { [branch.label]: below(branch.label, branch, value, left) }
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error
    }
  }
  throw expected(`one of ${branches.map(({ label }) => label).join(', ')}`, value)
}

function membersOf({ label, fields }: RecordType, value: unknown, left: Left): unknown {
  const members = objectOf(`record ${label}`, value)
  const datum: Record<string, unknown> = {}
  for (const field of fields) {
    const given = Object.hasOwn(members, field.name)
    if (!given && !('default' in field)) throw inside(field.name, new Mismatch(`missing; record ${label} needs it`))
    const member = below(field.name, field.type, given ? members[field.name] : field.default, left)
    Object.defineProperty(datum, field.name, { value: member, enumerable: true })
  }
  return datum
}

function objectOf(what: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected(what, value)
  return value as Readonly<Record<string, unknown>>
}

/** Whether a value may be of the type; which ones are, its writer knows best. */
function isScalar(type: AvroType, value: unknown): boolean {
  switch (type.kind) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'int':
      return typeof value === 'number' && (value | 0) === value
    case 'long':
      return Number.isSafeInteger(value) || typeof value === 'bigint'
    case 'float':
    case 'double':
      return typeof value === 'number' || typeof value === 'bigint'
    case 'enum':
      return type.symbols.includes(value as string)
    case 'fixed':
      return typeof value === 'string' && value.length === type.size
    default:
      return typeof value === 'string'
  }
}
