import { BadRequest } from '../http/errors.ts'
import { compile } from './avro/compile.ts'
import { parseSchema } from './avro/parse.ts'
import { parseExact } from './exact.ts'
import { Mismatch } from './mismatch.ts'
import { discard, reserve, type Sink, take } from './sink.ts'

/** A schema, ready to encode. */
export interface AvroCodec {
  /** The full name of a record, enum or fixed, which subjects can be called after; else what kind of type it is. */
  readonly name: string
  /** Whether null is a datum of the schema: it is null, or a union with null. */
  readonly nullable: boolean
  /**
   * Encodes one datum from Avro's JSON encoding (contract B.3) into the Confluent wire format: a zero byte, the schema id,
   * Avro's binary encoding.
   *
   * @param text  the datum as the client spelled it; asked for only when a long is beyond 2^53
   * @param path  what an error message calls the datum: `/value`
   * @throws BadRequest  the datum does not fit; says where, what was expected and what was found
   */
  encode(sink: Sink, schemaId: number, datum: unknown, text: () => string, path: string): Buffer
}

/**
 * @param text  the schema's JSON text
 * @param references  texts of schemas whose names the text uses, dependencies first
 * @throws InvalidSchema
 */
export function compileAvro(text: string, references?: readonly string[]): AvroCodec {
  const type = parseSchema(text, references)
  const write = compile(type)
  const nullable = type.kind === 'null' || (type.kind === 'union' && type.branches.some(({ kind }) => kind === 'null'))

  function encodeOnce(sink: Sink, schemaId: number, datum: unknown): Buffer {
    reserve(sink, 5)
    sink.bytes[sink.at] = 0
    sink.at = sink.bytes.writeUInt32BE(schemaId, sink.at + 1)
    write(sink, datum)
    return take(sink)
  }

  return {
    name: type.label,
    nullable,
    encode(sink, schemaId, datum, text, path) {
      try {
        sink.exact = false
        sink.rounded = false
        const bytes = encodeOnce(sink, schemaId, datum)
        if (!sink.rounded) return bytes
        sink.exact = true
        return encodeOnce(sink, schemaId, parseExact(text()))
      } catch (error) {
        discard(sink)
        throw refusal(error, path)
      }
    },
  }
}

function refusal(error: unknown, path: string): unknown {
  if (error instanceof Mismatch) return new BadRequest(`Bad Request: ${error.pointer(path)}: ${error.message}`)
  // The stack is used up: only data of a recursive schema can be that deep.
  if (error instanceof RangeError) return new BadRequest(`Bad Request: ${path}: nested too deeply`, { cause: error })
  return error
}
