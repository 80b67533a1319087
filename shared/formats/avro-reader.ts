import { parseSchema } from './avro/parse.ts'
import { compileRead } from './avro/read/compile.ts'
import { begin, finish, type Target } from './reading/reading.ts'

/**
 * Writes a datum as text: Avro's binary encoding in, Avro's JSON encoding out, appended to the target (contract B.3). On an
 * error the target is as long as before.
 *
 * @throws Malformed  the bytes are not one datum of the schema and nothing else
 */
export type AvroReader = (target: Target, bytes: Buffer, start: number, end: number) => void

/**
 * @param text  the schema's JSON text
 * @param references  texts of schemas whose names the text uses, dependencies first
 * @throws InvalidSchema
 */
export function compileAvroReader(text: string, references?: readonly string[]): AvroReader {
  const read = compileRead(parseSchema(text, references))
  return (target, bytes, start, end) => {
    const reading = begin(bytes, start, end, target)
    read(reading)
    finish(reading)
  }
}
