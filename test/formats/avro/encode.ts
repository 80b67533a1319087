import { compileAvro } from '../../../shared/formats/avro.ts'
import { JsonText } from '../../../shared/formats/json-text.ts'
import { createSink } from '../../../shared/formats/sink.ts'

const sink = createSink()

/** The bytes of a datum, given as the JSON text a client would send, under schema id 7, as `/value`. */
export function encode(schema: unknown, text: string): Buffer {
  return compileAvro(JSON.stringify(schema)).encode(sink, 7, JsonText.of(text), '/value')
}
