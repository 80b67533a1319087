import { expected, inside, Mismatch } from '../mismatch.ts'
import { reserve, type Sink } from '../sink.ts'
import type { Default } from './defaults.ts'
import type { RecordType } from './types.ts'
import type { Write } from './write.ts'

type Datum = Readonly<Record<string, unknown>>

/**
 * The fields in the schema's order; each must be there unless its default is filled in, and nothing else may be there (contract B.3).
 *
 * Most clients send the fields in the schema's order. Walking them as they come then checks names, number and values at
 * once; a record in any other order, or with a field too few or too many, is written again by name.
 *
 * @param fields    one for each field of the type; may be filled after this returns, as a record may contain itself
 * @param defaults  likewise; undefined when none are filled in
 */
export function recordWriter(
  type: RecordType,
  fields: readonly Write[],
  defaults: readonly (Default | undefined)[] | undefined,
): Write {
  const names = type.fields.map((field) => field.name)
  return (sink, datum) => {
    if (typeof datum !== 'object' || datum === null || Array.isArray(datum))
      throw expected(`record ${type.label}`, datum)
    const written = sink.at - sink.start
    if (writeInOrder(sink, datum as Datum, names, fields)) return
    sink.at = sink.start + written
    writeByName(sink, datum as Datum, names, fields, defaults, type.label)
  }
}

function writeInOrder(sink: Sink, record: Datum, names: readonly string[], fields: readonly Write[]): boolean {
  let index = 0
  try {
    for (const name in record) {
      if (name !== names[index]) return false
      const write = fields[index] as Write
      write(sink, record[name])
      index++
    }
  } catch (error) {
    throw inside(names[index] as string, error)
  }
  return index === names.length
}

function writeByName(
  sink: Sink,
  record: Datum,
  names: readonly string[],
  fields: readonly Write[],
  defaults: readonly (Default | undefined)[] | undefined,
  label: string,
): void {
  let present = 0
  for (const [index, name] of names.entries()) {
    try {
      if (Object.hasOwn(record, name)) {
        const write = fields[index] as Write
        write(sink, record[name])
        present++
      } else writeDefault(sink, defaults, index, label)
    } catch (error) {
      throw inside(name, error)
    }
  }
  const sent = Object.keys(record)
  if (sent.length === present) return
  const extra = sent.find((name) => !names.includes(name)) as string
  throw inside(extra, new Mismatch(`record ${label} has no such field`))
}

function writeDefault(
  sink: Sink,
  defaults: readonly (Default | undefined)[] | undefined,
  index: number,
  label: string,
): void {
  const bytes = defaults?.[index]?.()
  if (!bytes) {
    const why = defaults ? 'and has no default for it' : 'defaults are not filled in'
    throw new Mismatch(`missing; record ${label} needs it, ${why}`)
  }
  reserve(sink, bytes.length)
  sink.at += bytes.copy(sink.bytes, sink.at)
}
