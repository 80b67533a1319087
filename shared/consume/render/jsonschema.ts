import { isUtf8 } from 'node:buffer'
import { Malformed } from '../../formats/malformed.ts'
import type { Registry } from '../../registry/registry.ts'
import { isJson } from './json-check.ts'
import type { PartWriter } from './part-writer.ts'
import { createSchemaReader, type SchemaReader, type SchemaReaderOptions } from './schema-reader.ts'

/**
 * The format `jsonschema` (contract B.3): the record's own JSON text, to the letter. Who wrote it has checked it against its
 * schema, which need only be one of the kind here.
 *
 * @param registry  undefined when none is configured: then no record can be shown
 */
export function createJsonSchemaReader(registry: Registry | undefined, options?: SchemaReaderOptions): PartWriter {
  const language = { type: 'JSON', title: 'JSON Schema', compile: () => readJson, selfContained: true } as const
  return createSchemaReader(language, registry, options)
}

const readJson: SchemaReader = (output, bytes, start, end) => {
  if (!isJson(bytes, start, end)) {
    throw new Malformed(isUtf8(bytes.subarray(start, end)) ? 'it is not JSON' : 'it is not UTF-8')
  }
  output.appendRange(bytes, start, end)
}
