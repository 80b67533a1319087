import type { FormatName } from '../../formats/format-name.ts'
import type { WatchCache } from '../../registry/client.ts'
import type { Registry } from '../../registry/registry.ts'
import { createAvroReader } from './avro.ts'
import { writeBinary } from './binary.ts'
import { writeJson } from './json.ts'
import { createJsonSchemaReader } from './jsonschema.ts'
import type { PartWriter } from './part-writer.ts'
import { createProtobufReader } from './protobuf.ts'
import { createRunRenderer, type RunRenderer } from './runs/run-renderer.ts'
import { writeText } from './text.ts'

/** What records are shown with. */
export interface Rendering {
  /** How a record's key or value is shown, by format. */
  readonly partWriters: Readonly<Record<FormatName, PartWriter>>
  readonly runs: RunRenderer
}

/** @param registry  undefined when none is configured: then no record with a schema can be shown */
export function createRendering(registry: Registry | undefined, watchCache: WatchCache): Rendering {
  return {
    partWriters: {
      binary: writeBinary,
      json: writeJson,
      text: writeText,
      avro: createAvroReader(registry, { watchCache }),
      jsonschema: createJsonSchemaReader(registry, { watchCache }),
      protobuf: createProtobufReader(registry, { watchCache }),
    },
    runs: createRunRenderer(),
  }
}
