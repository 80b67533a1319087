import type { Registry } from '../registry/registry.ts'
import type { Format } from './format.ts'
import { createSchemaFormat, type SchemaFormatOptions } from './schema-format.ts'
import { createSink } from './sink.ts'

/**
 * The format `protobuf` (contract B.3): messages in their canonical JSON, stored in Confluent's wire format. What parses
 * schemas is loaded with the first one.
 *
 * @param registry  undefined when none is configured: then only null can be produced
 */
export function createProtobufFormat(registry: Registry | undefined, options?: SchemaFormatOptions): Format {
  const sink = createSink()
  return createSchemaFormat(
    {
      format: 'protobuf',
      type: 'PROTOBUF',
      title: 'Protobuf',
      async compile(text, references) {
        const { compileProtobuf } = await import('./protobuf/compile.ts')
        return compileProtobuf(text, references, sink)
      },
    },
    registry,
    options,
  )
}
