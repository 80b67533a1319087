import type { Registry } from '../../registry/registry.ts'
import type { PartWriter } from './part-writer.ts'
import { createSchemaReader, type ReadLanguage, type SchemaReaderOptions } from './schema-reader.ts'

/**
 * The format `protobuf` (contract B.3): shown in canonical JSON. What parses schemas is loaded with the first one.
 *
 * @param registry  undefined when none is configured: then no record can be shown
 */
export function createProtobufReader(registry: Registry | undefined, options?: SchemaReaderOptions): PartWriter {
  return createSchemaReader(language, registry, options)
}

const language: ReadLanguage = {
  type: 'PROTOBUF',
  title: 'Protobuf',
  async compile(text, references) {
    const { compileProtobufReader } = await import('../../formats/protobuf/reader.ts')
    return compileProtobufReader(text, references)
  },
}
