import type { Settings } from '../config/load.ts'
import { createBinaryFormat } from '../formats/binary.ts'
import type { Format } from '../formats/format.ts'
import type { FormatName } from '../formats/format-name.ts'
import { createJsonFormat } from '../formats/json.ts'
import { createTextFormat } from '../formats/text.ts'
import type { WatchCache } from '../registry/client.ts'
import type { Registry } from '../registry/registry.ts'

export interface Formats {
  readonly byName: Readonly<Record<FormatName, Format>>
  /** Loads those that are otherwise loaded when they are first asked for. */
  load(): Promise<void>
}

/** Makes the embedded formats. Those with schemas are loaded for who uses them: a function that starts for JSON has no time for Avro. */
export function createFormats(
  registry: Registry | undefined,
  { nullAlwaysEmpty, avroFillDefaults }: Settings,
  watchCache: WatchCache,
): Formats {
  const avro = late('avro', async () => {
    const { createAvroFormat } = await import('../formats/avro-format.ts')
    return createAvroFormat(registry, { nullAlwaysEmpty, fillDefaults: avroFillDefaults, watchCache })
  })
  const jsonschema = late('jsonschema', async () => {
    const { createJsonSchemaFormat } = await import('../formats/jsonschema-format.ts')
    return createJsonSchemaFormat(registry, { nullAlwaysEmpty, watchCache })
  })
  const protobuf = late('protobuf', async () => {
    const { createProtobufFormat } = await import('../formats/protobuf-format.ts')
    return createProtobufFormat(registry, { nullAlwaysEmpty, watchCache })
  })
  return {
    byName: {
      binary: createBinaryFormat(),
      json: createJsonFormat(),
      text: createTextFormat(),
      avro: avro.format,
      jsonschema: jsonschema.format,
      protobuf: protobuf.format,
    },
    async load() {
      await Promise.all([avro, jsonschema, protobuf].map((each) => each.load()))
    },
  }
}

/** Once it is there, encoders come as at once as the format makes them. */
function late(name: FormatName, make: () => Promise<Format>): { format: Format; load(): Promise<Format> } {
  let made: Format | undefined
  let making: Promise<Format> | undefined
  function load(): Promise<Format> {
    making ??= make().then((format) => {
      made = format
      return format
    })
    return making
  }
  return {
    load,
    format: {
      name,
      encoder: (...asked) => (made ? made.encoder(...asked) : load().then((format) => format.encoder(...asked))),
    },
  }
}
