import { BadRequest } from '../http/errors/request.ts'
import { compile } from './avro/compile.ts'
import { parseSchema } from './avro/parse.ts'
import { parseExact } from './exact.ts'
import type { JsonText } from './json-text.ts'
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
   * @param path  what an error message calls the datum: `/value`
   * @throws BadRequest  the datum does not fit; says where, what was expected and what was found
   */
  encode(sink: Sink, schemaId: number, datum: JsonText, path: string): Buffer
}

/**
 * @param schema  its JSON text
 * @param references  texts of schemas whose names it uses, dependencies first
 * @param fillDefaults  whether a record may lack fields that have a default
 * @throws InvalidSchema
 */
export function compileAvro(schema: string, references?: readonly string[], fillDefaults = false): AvroCodec {
  const type = parseSchema(schema, references, fillDefaults ? parseExact : JSON.parse)
  const { write, text } = compile(type, fillDefaults)
  const nullable = type.kind === 'null' || (type.kind === 'union' && type.branches.some(({ kind }) => kind === 'null'))

  function begin(sink: Sink, schemaId: number): void {
    reserve(sink, 5)
    sink.bytes[sink.at] = 0
    sink.at = sink.bytes.writeUInt32BE(schemaId, sink.at + 1)
  }

  /** Parsed first, which keeps longs beyond 2^53 and finds the words for what does not fit. */
  function encodeParsed(sink: Sink, schemaId: number, datum: JsonText, path: string): Buffer {
    try {
      sink.exact = true
      begin(sink, schemaId)
      write(sink, parseExact(datum.text()))
      return take(sink)
    } catch (error) {
      discard(sink)
      throw refusal(error, path)
    }
  }

  return {
    name: type.label,
    nullable,
    encode(sink, schemaId, datum, path) {
      try {
        sink.exact = false
        sink.rounded = false
        begin(sink, schemaId)
        text(sink, datum.body, datum.from)
        if (!sink.rounded) return take(sink)
      } catch {
        // Said below.
      }
      discard(sink)
      return encodeParsed(sink, schemaId, datum, path)
    },
  }
}

function refusal(error: unknown, path: string): unknown {
  if (error instanceof Mismatch) return new BadRequest(`Bad Request: ${error.pointer(path)}: ${error.message}`)
  // The stack is used up: only data of a recursive schema can be that deep.
  if (error instanceof RangeError) return new BadRequest(`Bad Request: ${path}: nested too deeply`, { cause: error })
  return error
}
