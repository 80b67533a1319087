import type { Registry } from '../registry/registry.ts'
import type { Format } from './format.ts'
import { createSchemaFormat, type SchemaFormatOptions } from './schema-format.ts'

/**
 * The format `jsonschema` (contract B.3): JSON that is valid under a JSON Schema, stored in Confluent's wire format. The
 * validator is loaded with the first schema.
 *
 * @param registry  undefined when none is configured: then only null can be produced
 */
export function createJsonSchemaFormat(registry: Registry | undefined, options?: SchemaFormatOptions): Format {
  return createSchemaFormat(
    {
      format: 'jsonschema',
      type: 'JSON',
      title: 'JSON Schema',
      async compile(text, references) {
        const { compileJsonSchema } = await import('./jsonschema/compile.ts')
        return compileJsonSchema(text, references)
      },
    },
    registry,
    options,
  )
}
