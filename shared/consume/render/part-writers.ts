import type { FormatName } from '../../formats/format-name.ts'
import type { WatchCache } from '../../registry/client.ts'
import type { Registry } from '../../registry/registry.ts'
import { createAvroReader } from './avro.ts'
import { writeBinary } from './binary.ts'
import { writeJson } from './json.ts'
import { createJsonSchemaReader } from './jsonschema.ts'
import type { PartWriter } from './part-writer.ts'
import { createProtobufReader } from './protobuf.ts'
import { writeText } from './text.ts'

/** How a record's key or value is shown, by format. */
export type PartWriters = Readonly<Record<FormatName, PartWriter>>

/** @param registry  undefined when none is configured: then no record with a schema can be shown */
export function createPartWriters(registry: Registry | undefined, watchCache: WatchCache): PartWriters {
  return {
    binary: writeBinary,
    json: writeJson,
    text: writeText,
    avro: createAvroReader(registry, { watchCache }),
    jsonschema: createJsonSchemaReader(registry, { watchCache }),
    protobuf: createProtobufReader(registry, { watchCache }),
  }
}
