import { Malformed } from '../../formats/malformed.ts'
import { InvalidSchema, SchemaRefused } from '../../http/errors/schemas.ts'
import { createCache } from '../../registry/cache.ts'
import type { WatchCache } from '../../registry/client.ts'
import { within } from '../../registry/deadline.ts'
import { type ReferencedSchema, resolveReferences } from '../../registry/references.ts'
import type { Registry, RegistrySchema, SchemaType } from '../../registry/registry.ts'
import type { Output } from './output.ts'
import { type PartWriter, SchemaNeeded, Undecodable } from './part-writer.ts'

/**
 * Writes a datum of a schema as JSON, appended to the output. On an error the output may be longer than before.
 *
 * @throws Malformed  the bytes are not one datum of the schema and nothing else
 */
export type SchemaReader = (output: Output, bytes: Buffer, start: number, end: number) => void

/** A language of schemas. */
export interface ReadLanguage {
  /** What the registry calls it. */
  readonly type: SchemaType
  /** What messages call it. */
  readonly title: string
  /**
   * @param references  what the text refers to, dependencies first
   * @throws InvalidSchema
   */
  readonly compile: (text: string, references: readonly ReferencedSchema[]) => SchemaReader | Promise<SchemaReader>
  /** Data are read without what the schema refers to. */
  readonly selfContained?: boolean
}

export interface SchemaReaderOptions {
  /** Schemas kept in memory; 1,000. */
  readonly maxEntries?: number
  /** Characters of schema text behind them; 16 Mi. */
  readonly maxCharacters?: number
  /** How long a schema that cannot be had counts as one, without asking again; 5,000. */
  readonly refusalMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Is told of the cache, by the name it has in metrics. */
  readonly watchCache?: WatchCache
}

interface Compiled {
  readonly read: SchemaReader
  /** Length of the schema's text and of those it refers to. */
  readonly characters: number
}

/** A zero byte and the schema's id, 4 bytes, big-endian: what the registry's serializers begin with. */
const headerBytes = 5

/**
 * A format with schemas (contract B.3): Confluent's wire format in, JSON out, by the schema whose id is in the bytes. What
 * counts for `max_bytes` is the text (contract B.10).
 *
 * `load` of a SchemaNeeded throws DependencyUnavailable when the registry is away, Forbidden when it does not let the proxy in. A
 * schema that it does not have makes the records Undecodable.
 *
 * @param registry  undefined when none is configured: then no record can be shown
 */
export function createSchemaReader(
  { type, title, compile, selfContained = false }: ReadLanguage,
  registry: Registry | undefined,
  options: SchemaReaderOptions = {},
): PartWriter {
  const { maxEntries = 1_000, maxCharacters = 16_777_216, refusalMs = 5_000, now = Date.now } = options
  const { watchCache } = options
  const noRegistry = `${title} needs a schema registry, and none is configured: set schema.registry.url`
  const schemas = createCache<Compiled>({
    maxEntries,
    maxWeight: maxCharacters,
    weigh: (_key, compiled) => compiled?.characters ?? 1,
    isAnswer: (error) => error instanceof Undecodable,
    failureMs: refusalMs,
    now,
  })

  watchCache?.(`${title.toLowerCase().replace(' ', '')}-readers`, schemas.holding)

  async function load(id: number, registry: Registry): Promise<Compiled> {
    try {
      const schema = await registry.schema(id, Number.POSITIVE_INFINITY)
      if (schema.type !== type) throw new Undecodable(`its schema ${id} is of type ${schema.type}, not ${type}`)
      const references = selfContained ? [] : await referencesOf(id, schema, registry)
      const characters = references.reduce((sum, { text }) => sum + text.length, schema.text.length)
      return { read: await compile(schema.text, references), characters }
    } catch (error) {
      if (error instanceof SchemaRefused) throw new Undecodable(`the schema registry does not have its schema ${id}`)
      if (error instanceof InvalidSchema) throw new Undecodable(`its schema ${id} cannot be used: ${error.message}`)
      throw error
    }
  }

  function needed(id: number): SchemaNeeded | Undecodable {
    if (registry === undefined) return new Undecodable(noRegistry)
    return new SchemaNeeded(async (deadline) => {
      try {
        await within(
          schemas.load(String(id), () => load(id, registry)),
          deadline,
          now,
        )
      } catch (error) {
        // Remembered, and thrown for the record when it is tried again.
        if (!(error instanceof Undecodable)) throw error
      }
    })
  }

  return (output, bytes, start, end) => {
    if (end - start < headerBytes || bytes[start] !== 0) {
      throw new Undecodable("it does not begin as the registry's serializers write")
    }
    const id = bytes.readUInt32BE(start + 1)
    const schema = schemas.peek(String(id))
    if (schema === undefined) throw needed(id)
    const before = output.length
    try {
      schema.read(output, bytes, start + headerBytes, end)
    } catch (error) {
      if (error instanceof Malformed) throw new Undecodable(`it does not fit its schema ${id}: ${error.message}`)
      throw error
    }
    return output.length - before
  }
}

/** @throws Undecodable  they cannot be had */
async function referencesOf(id: number, schema: RegistrySchema, registry: Registry): Promise<ReferencedSchema[]> {
  try {
    return await resolveReferences(schema, registry)
  } catch (error) {
    if (error instanceof SchemaRefused) {
      throw new Undecodable(`what its schema ${id} refers to cannot be had: ${error.message}`)
    }
    throw error
  }
}
