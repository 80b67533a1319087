import { JsonText } from '../../../shared/formats/json-text.ts'
import { compileProtobuf } from '../../../shared/formats/protobuf/compile.ts'
import { createSink } from '../../../shared/formats/sink.ts'

/** The bytes of a datum behind the wire format's header, as hexadecimal digits. */
export function encode(schema: string, text: string): string {
  const bytes = compileProtobuf(schema, [], createSink()).encode(7, JsonText.of(text), '/value')
  return bytes.subarray(6).toString('hex')
}
