import { expected } from '../mismatch.ts'
import { reserve } from '../sink.ts'
import { arrayWriter, mapWriter } from './collections.ts'
import { writeDouble, writeFloat, writeInt, writeLong } from './numbers.ts'
import { recordWriter } from './record.ts'
import { enumWriter, fixedWriter, writeBytes, writeString } from './strings.ts'
import type { AvroType, PrimitiveType, RecordType } from './types.ts'
import { unionWriter } from './union.ts'
import type { Write } from './write.ts'

const primitives: Readonly<Record<PrimitiveType['kind'], Write>> = {
  null: (_sink, datum) => {
    if (datum !== null) throw expected('null', datum)
  },
  boolean: (sink, datum) => {
    if (typeof datum !== 'boolean') throw expected('boolean', datum)
    reserve(sink, 1)
    sink.bytes[sink.at++] = datum ? 1 : 0
  },
  int: writeInt,
  long: writeLong,
  float: writeFloat,
  double: writeDouble,
  bytes: writeBytes,
  string: writeString,
}

/**
 * Makes the writer of a type: one closure per type, from the parsed JSON straight into the sink, in Avro's binary encoding.
 * No code is generated from the schema, which comes from clients.
 */
export function compile(type: AvroType): Write {
  return writerOf(type, new Map())
}

/** @param named  what has been made of types with names: made once, however often a schema refers to them */
function writerOf(type: AvroType, named: Map<AvroType, Write>): Write {
  const known = named.get(type)
  if (known !== undefined) return known
  switch (type.kind) {
    case 'record':
      return recordOf(type, named)
    case 'enum':
    case 'fixed': {
      const write = type.kind === 'enum' ? enumWriter(type) : fixedWriter(type)
      named.set(type, write)
      return write
    }
    case 'array':
      return arrayWriter(writerOf(type.items, named))
    case 'map':
      return mapWriter(writerOf(type.values, named))
    case 'union':
      return unionWriter(
        type,
        type.branches.map((branch) => writerOf(branch, named)),
      )
    default:
      return primitives[type.kind]
  }
}

function recordOf(type: RecordType, named: Map<AvroType, Write>): Write {
  const fields: Write[] = []
  const write = recordWriter(type, fields)
  named.set(type, write)
  for (const field of type.fields) fields.push(writerOf(field.type, named))
  return write
}
