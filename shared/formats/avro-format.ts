import type { Registry } from '../registry/registry.ts'
import { compileAvro } from './avro.ts'
import type { Format } from './format.ts'
import { JsonText } from './json-text.ts'
import { createSchemaFormat, type SchemaFormatOptions } from './schema-format.ts'
import { createSink } from './sink.ts'

export interface AvroFormatOptions extends SchemaFormatOptions {
  /** Fields that a record lacks have their defaults: `avro.fill.defaults`; false, as in Java. */
  readonly fillDefaults?: boolean
}

/**
 * The format `avro` (contract B.3): data in Avro's JSON encoding, stored in Confluent's wire format.
 *
 * @param registry  undefined when none is configured: then only null can be produced
 */
export function createAvroFormat(registry: Registry | undefined, options: AvroFormatOptions = {}): Format {
  const sink = createSink()
  return createSchemaFormat(
    {
      format: 'avro',
      type: 'AVRO',
      title: 'Avro',
      compile(text, references) {
        const codec = compileAvro(
          text,
          references.map((each) => each.text),
          options.fillDefaults,
        )
        return {
          name: codec.name,
          nullable: codec.nullable,
          encode(schemaId, datum, path) {
            return codec.encode(sink, schemaId, datum ?? NULL, path)
          },
        }
      },
    },
    registry,
    options,
  )
}

const NULL = JsonText.of('null')
