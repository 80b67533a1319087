import { Output } from '../../../shared/consume/render/output.ts'
import { compileAvroReader } from '../../../shared/formats/avro-reader.ts'

/** The text of a datum that has other bytes on both sides, written behind other text into an output that has to grow. */
export function read(schema: unknown, datum: Uint8Array): string {
  const source = Buffer.concat([Buffer.from([0xff, 0x80, 2]), datum, Buffer.from([2, 0, 0x80, 0xff])])
  const output = new Output(4)
  output.appendAscii('before:')
  compileAvroReader(JSON.stringify(schema))(output, source, 3, 3 + datum.length)
  const text = output.view().toString()
  if (!text.startsWith('before:')) throw new Error(`What was there before is gone: ${text}`)
  return text.slice('before:'.length)
}
