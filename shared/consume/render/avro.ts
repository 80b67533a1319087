import { compileAvroReader } from '../../formats/avro-reader.ts'
import type { Registry } from '../../registry/registry.ts'
import type { PartWriter } from './part-writer.ts'
import { createSchemaReader, type SchemaReaderOptions } from './schema-reader.ts'

/**
 * The format `avro` (contract B.3): shown in Avro's JSON encoding.
 *
 * @param registry  undefined when none is configured: then no record can be shown
 */
export function createAvroReader(registry: Registry | undefined, options?: SchemaReaderOptions): PartWriter {
  const compile = (text: string, references: readonly { readonly text: string }[]) =>
    compileAvroReader(
      text,
      references.map((each) => each.text),
    )
  return createSchemaReader({ type: 'AVRO', title: 'Avro', compile }, registry, options)
}
