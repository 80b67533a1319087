import { Malformed } from '../../formats/avro/read/malformed.ts'
import { type AvroReader, compileAvroReader } from '../../formats/avro-reader.ts'
import { InvalidSchema, SchemaRefused } from '../../http/errors.ts'
import { createCache } from '../../registry/cache.ts'
import { within } from '../../registry/deadline.ts'
import type { Registry } from '../../registry/registry.ts'
import { type PartWriter, SchemaNeeded, Undecodable } from './part-writer.ts'

export interface AvroReaderOptions {
  /** Schemas kept in memory; 1,000. */
  readonly maxEntries?: number
  /** Characters of schema text behind them; 16 Mi. */
  readonly maxCharacters?: number
  /** How long a schema that cannot be had counts as one, without asking again; 5,000. */
  readonly refusalMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

interface Compiled {
  readonly read: AvroReader
  /** Length of the schema's text. */
  readonly characters: number
}

/** A zero byte and the schema's id, 4 bytes, big-endian: what the registry's serializers begin with. */
const headerBytes = 5

/**
 * The format `avro` (contract B.3): Confluent's wire format in, Avro's JSON encoding out, by the schema whose id is in the
 * bytes. What counts for `max_bytes` is the text (contract B.10).
 *
 * `load` of a SchemaNeeded throws DependencyUnavailable when the registry is away, Forbidden when it does not let the proxy in. A
 * schema that it does not have makes the records Undecodable.
 *
 * @param registry  undefined when none is configured: then no record can be shown
 */
export function createAvroReader(registry: Registry | undefined, options: AvroReaderOptions = {}): PartWriter {
  const { maxEntries = 1_000, maxCharacters = 16_777_216, refusalMs = 5_000, now = Date.now } = options
  const schemas = createCache<Compiled>({
    maxEntries,
    maxWeight: maxCharacters,
    weigh: (_key, compiled) => compiled?.characters ?? 1,
    isAnswer: (error) => error instanceof Undecodable,
    failureMs: refusalMs,
    now,
  })

  async function compile(id: number, { schema }: Registry): Promise<Compiled> {
    try {
      const { type, text, references } = await schema(id, Number.POSITIVE_INFINITY)
      if (type !== 'AVRO') throw new Undecodable(`its schema ${id} is of type ${type}, not AVRO`)
      if (references.length > 0) {
        throw new Undecodable(`its schema ${id} refers to schemas of other subjects, which is not supported`)
      }
      return { read: compileAvroReader(text), characters: text.length }
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
          schemas.load(String(id), () => compile(id, registry)),
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

const noRegistry = 'Avro needs a schema registry, and none is configured: set schema.registry.url'
