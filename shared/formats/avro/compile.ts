import { expected } from '../mismatch.ts'
import { reserve } from '../sink.ts'
import { arrayWriter, mapWriter } from './collections.ts'
import { type Default, defaultOf } from './defaults.ts'
import { writeDouble, writeFloat, writeInt, writeLong } from './numbers.ts'
import { recordWriter } from './record.ts'
import { enumWriter, fixedWriter, writeBytes, writeRawBytes, writeString } from './strings.ts'
import { arrayTextWriter } from './text/array.ts'
import { writeDoubleText, writeFloatText, writeIntText, writeLongText } from './text/numbers.ts'
import { recordTextWriter } from './text/record.ts'
import { enumTextWriter, writeStringText } from './text/strings.ts'
import { unionTextWriter } from './text/union.ts'
import { parsing, type WriteText } from './text/write-text.ts'
import type { AvroType, EnumType, PrimitiveType, RecordType, UnionType } from './types.ts'
import { unionWriter } from './union.ts'
import type { Write } from './write.ts'

/** The two ways to write a datum of a type. */
export interface Writers {
  /** From a parsed value; says what does not fit, and where. */
  readonly write: Write
  /** Straight from its JSON text: the same bytes, several times faster. */
  readonly text: WriteText
}

const writeNull: Write = (_sink, datum) => {
  if (datum !== null) throw expected('null', datum)
}
const writeBoolean: Write = (sink, datum) => {
  if (typeof datum !== 'boolean') throw expected('boolean', datum)
  reserve(sink, 1)
  sink.bytes[sink.at++] = datum ? 1 : 0
}

const primitives: Readonly<Record<PrimitiveType['kind'], Writers>> = {
  null: { write: writeNull, text: parsing(writeNull) },
  boolean: { write: writeBoolean, text: parsing(writeBoolean) },
  int: { write: writeInt, text: writeIntText },
  long: { write: writeLong, text: writeLongText },
  float: { write: writeFloat, text: writeFloatText },
  double: { write: writeDouble, text: writeDoubleText },
  bytes: { write: writeBytes, text: parsing(writeBytes) },
  string: { write: writeString, text: writeStringText },
}

/**
 * Makes the writers of a type: closures per type, from the JSON straight into the sink, in Avro's binary encoding.
 * No code is generated from the schema, which comes from clients.
 *
 * Bytes that are the whole schema go as they are, without the length that Avro has in front of them, as Confluent's serializers
 * write and read them.
 *
 * @param fillDefaults  whether a record may lack fields that have a default
 */
export function compile(type: AvroType, fillDefaults = false): Writers {
  return type.kind === 'bytes' ? both(writeRawBytes) : writersOf(type, { named: new Map(), fillDefaults })
}

interface Making {
  /** What has been made of types with names: made once, however often a schema refers to them. */
  readonly named: Map<AvroType, Writers>
  readonly fillDefaults: boolean
}

function writersOf(type: AvroType, making: Making): Writers {
  const { named } = making
  const known = named.get(type)
  if (known !== undefined) return known
  switch (type.kind) {
    case 'record':
      return recordOf(type, making)
    case 'enum':
    case 'fixed': {
      const writers = type.kind === 'enum' ? enumOf(type) : both(fixedWriter(type))
      named.set(type, writers)
      return writers
    }
    case 'array': {
      const item = writersOf(type.items, making)
      const write = arrayWriter(item.write)
      return { write, text: arrayTextWriter(write, item.text) }
    }
    case 'map':
      return both(mapWriter(writersOf(type.values, making).write))
    case 'union':
      return unionOf(type, making)
    default:
      return primitives[type.kind]
  }
}

function both(write: Write): Writers {
  return { write, text: parsing(write) }
}

function enumOf(type: EnumType): Writers {
  const write = enumWriter(type)
  return { write, text: enumTextWriter(type, write) }
}

function recordOf(type: RecordType, making: Making): Writers {
  const fields: Write[] = []
  const defaults: (Default | undefined)[] | undefined = making.fillDefaults ? [] : undefined
  const texts: WriteText[] = []
  const write = recordWriter(type, fields, defaults)
  const writers = { write, text: recordTextWriter(type, write, texts) }
  making.named.set(type, writers)
  for (const field of type.fields) {
    const of = writersOf(field.type, making)
    fields.push(of.write)
    texts.push(of.text)
    defaults?.push('default' in field ? defaultOf(field.type, field.default, of.write) : undefined)
  }
  return writers
}

function unionOf(type: UnionType, making: Making): Writers {
  const branches = type.branches.map((branch) => writersOf(branch, making))
  const write = unionWriter(
    type,
    branches.map((branch) => branch.write),
  )
  const texts = branches.map((branch) => branch.text)
  return { write, text: unionTextWriter(type, write, texts) }
}
