import { BadRequest } from '../../http/errors/request.ts'
import type { ReferencedSchema } from '../../registry/references.ts'
import { parseExact } from '../exact.ts'
import { Mismatch } from '../mismatch.ts'
import type { SchemaCodec } from '../schema-format.ts'
import { discard, reserve, type Sink, take } from '../sink.ts'
import { loadMessages } from './load.ts'
import type { MessageType } from './plan.ts'
import { writeMessage } from './write.ts'

/**
 * Makes the encoder of the first message that a `.proto` file declares (contract B.3): from canonical JSON into Confluent's
 * wire format, where a zero byte says that it is the first.
 *
 * @param references  the files that are imported, dependencies first
 * @throws InvalidSchema
 */
export function compileProtobuf(text: string, references: readonly ReferencedSchema[], sink: Sink): SchemaCodec {
  const type = loadMessages(text, references)[0] as MessageType

  function encodeOnce(schemaId: number, datum: unknown): Buffer {
    reserve(sink, 6)
    sink.bytes[sink.at] = 0
    sink.at = sink.bytes.writeUInt32BE(schemaId, sink.at + 1)
    sink.bytes[sink.at++] = 0
    writeMessage(sink, type, datum)
    return take(sink)
  }

  return {
    name: type.name,
    nullable: false,
    encode(schemaId, datum, path) {
      try {
        sink.exact = false
        sink.rounded = false
        const bytes = encodeOnce(schemaId, datum?.value())
        if (!sink.rounded || datum === null) return bytes
        sink.exact = true
        return encodeOnce(schemaId, parseExact(datum.text()))
      } catch (error) {
        discard(sink)
        if (error instanceof Mismatch) throw new BadRequest(`Bad Request: ${error.pointer(path)}: ${error.message}`)
        throw error
      }
    },
  }
}
