import { Output } from '../../../shared/consume/render/output.ts'
import { compileProtobufReader } from '../../../shared/formats/protobuf/reader.ts'
import type { ReferencedSchema } from '../../../shared/registry/references.ts'

/** Shows messages of a schema. @returns the text, written behind other text into an output that has to grow */
export function reader(schema: string, references: readonly ReferencedSchema[] = []): (message: Uint8Array) => string {
  const write = compileProtobufReader(schema, references)
  return (message) => {
    // Other bytes stand on both sides.
    const source = Buffer.concat([Buffer.of(0xff), message, Buffer.of(0xff)])
    const output = new Output(4)
    output.appendAscii('before:')
    write(output, source, 1, 1 + message.length)
    const text = output.view().toString()
    if (!text.startsWith('before:')) throw new Error(`What was there before is gone: ${text}`)
    return text.slice('before:'.length)
  }
}
