import { constantText } from '../../constant-text.ts'
import { put } from '../../reading/reading.ts'
import type { AvroType, EnumType, RecordType, UnionType } from '../types.ts'
import { arrayReader, mapReader } from './collections.ts'
import type { Read } from './read.ts'
import { recordReader } from './record.ts'
import {
  booleanReader,
  bytesReader,
  constantReader,
  doubleReader,
  enumReader,
  fixedReader,
  floatReader,
  intReader,
  longReader,
  rawBytesReader,
  stringReader,
} from './scalars.ts'
import { bareUnionReader, unionReader } from './union.ts'

/** Characters. What is before a union is repeated for each of its branches, unless it is longer than this. */
const maxRepeated = 128

/** Readers of the types that have names: made once, however often they are referred to. */
type Named = Map<AvroType, Read>

/**
 * Makes the reader of a type: one closure per place in the schema, from Avro's binary encoding straight to the text of its
 * JSON encoding. No code is generated from the schema, which comes from clients.
 *
 * A union that is the whole schema goes without wrapper (contract B.3, "Avro JSON mapping"). Bytes that are the whole schema
 * have no length in front of them, as Confluent's serializers write them.
 */
export function compileRead(type: AvroType): Read {
  const named: Named = new Map()
  if (type.kind === 'bytes') return rawBytesReader
  if (type.kind !== 'union') return readerOf(type, '', named)
  return bareUnionReader(type.branches.map((branch) => readerOf(branch, '', named)))
}

/** @param before  the text before the value: a name, a comma, an opened wrapper */
function readerOf(type: AvroType, before: string, named: Named): Read {
  switch (type.kind) {
    case 'null':
      return constantReader(`${before}null`)
    case 'boolean':
      return booleanReader(before)
    case 'int':
      return intReader(before)
    case 'long':
      return longReader(before)
    case 'float':
      return floatReader(before)
    case 'double':
      return doubleReader(before)
    case 'string':
      return stringReader(before)
    case 'bytes':
      return bytesReader(before)
    case 'fixed':
      return fixedReader(before, type.size)
    case 'enum':
      return after(before, named.get(type) ?? enumOf(type, named))
    case 'record':
      return after(before, named.get(type) ?? recordOf(type, named))
    case 'array':
      return after(before, arrayReader(readerOf(type.items, ',', named)))
    case 'map':
      return after(before, mapReader(stringReader(','), readerOf(type.values, ':', named)))
    case 'union':
      if (before.length > maxRepeated) return after(before, unionOf(type, '', named))
      return unionOf(type, before, named)
  }
}

function after(before: string, read: Read): Read {
  if (before === '') return read
  const lead = constantText(before)
  return (reading) => {
    put(reading, lead)
    read(reading)
  }
}

function enumOf(type: EnumType, named: Named): Read {
  const read = enumReader(type)
  named.set(type, read)
  return read
}

function recordOf(type: RecordType, named: Named): Read {
  const fields: Read[] = []
  const read = recordReader(fields)
  named.set(type, read)
  for (const [index, field] of type.fields.entries()) {
    fields.push(readerOf(field.type, `${index === 0 ? '{' : ','}${JSON.stringify(field.name)}:`, named))
  }
  return read
}

function unionOf(type: UnionType, before: string, named: Named): Read {
  const branches = type.branches.map((branch) => {
    const opened = branch.kind === 'null' ? before : `${before}{${JSON.stringify(branch.label)}:`
    return readerOf(branch, opened, named)
  })
  return unionReader(
    branches,
    type.branches.findIndex(({ kind }) => kind === 'null'),
  )
}
