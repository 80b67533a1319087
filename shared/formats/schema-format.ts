import { PayloadError } from '../http/errors/produce.ts'
import { BadRequest, Unprocessable } from '../http/errors/request.ts'
import { InvalidSchema, KeySchemaMissing, SchemaRefused, ValueSchemaMissing } from '../http/errors/schemas.ts'
import { createBoundedMap } from '../registry/bounded-map.ts'
import { createCache } from '../registry/cache.ts'
import type { WatchCache } from '../registry/client.ts'
import { within } from '../registry/deadline.ts'
import { type ReferencedSchema, resolveReferences } from '../registry/references.ts'
import { refusedBecause } from '../registry/refusal.ts'
import type { RegisteredSchema, Registry, SchemaType } from '../registry/registry.ts'
import { topicSubject } from '../registry/subject.ts'
import type { Encode, Format, Part, PartEncoder, SchemaReference, SubjectStrategy } from './format.ts'
import type { JsonText } from './json-text.ts'

export interface SchemaFormatOptions {
  /** null is Kafka's null whatever the schema says: `null.request.body.always.publishes.empty.record`; false. */
  readonly nullAlwaysEmpty?: boolean
  /** Encoders kept in memory, each for one schema of one subject; 1,000. */
  readonly maxEntries?: number
  /** Characters of schema text behind them; 16 Mi. */
  readonly maxCharacters?: number
  /** How long a refusal is repeated without asking again; 5,000. */
  readonly refusalMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Is told of each cache, by the name it has in metrics. */
  readonly watchCache?: WatchCache
}

/** A schema, ready to encode. */
export interface SchemaCodec {
  /** The schema's own name, which subjects can be called after; `undefined` when it has none. */
  readonly name: string | undefined
  /** Whether null is a datum of the schema. */
  readonly nullable: boolean
  /**
   * Encodes one datum into the Confluent wire format: a zero byte, the schema id, what the language makes of the datum.
   *
   * @param datum  null only for a schema that is nullable
   * @param path   what an error message calls the datum: `/value`
   * @throws BadRequest  the datum does not fit; says where, and what was expected
   */
  encode(schemaId: number, datum: JsonText | null, path: string): Buffer
}

/** A language of schemas. */
export interface SchemaLanguage {
  readonly format: Format['name']
  /** What the registry calls it. */
  readonly type: SchemaType
  /** What messages call it. */
  readonly title: string
  /**
   * @param references  what the text refers to, dependencies first
   * @throws InvalidSchema
   */
  readonly compile: (text: string, references: readonly ReferencedSchema[]) => SchemaCodec | Promise<SchemaCodec>
}

interface Prepared {
  readonly encoder: PartEncoder
  /** Length of the schema's text and of those it refers to. */
  readonly characters: number
}

/** Where a schema is registered: under a subject, or under one that its own name decides. */
interface Place {
  /** Tells places apart, and keys from values. */
  readonly key: string
  readonly subject?: string
  readonly topic: string
  readonly strategy?: SubjectStrategy
}

/** Without a schema only null can be encoded. */
const nulls: Readonly<Record<Part, PartEncoder>> = { key: nullEncoder('key'), value: nullEncoder('value') }

/**
 * A format whose data are stored in Confluent's wire format, with the schema from the request or the registry (contract B.3).
 *
 * A schema that was used before under the same subject costs one look-up in memory, be it named by id or sent as text:
 * clients send the whole text with every request.
 *
 * @param registry  undefined when none is configured: then only null can be produced
 */
export function createSchemaFormat(
  { format, type, title, compile }: SchemaLanguage,
  registry: Registry | undefined,
  options: SchemaFormatOptions = {},
): Format {
  const { nullAlwaysEmpty = false, maxEntries = 1_000, maxCharacters = 16_777_216, refusalMs = 5_000 } = options
  const { now = Date.now, watchCache } = options
  const noRegistry = `${title} needs a schema registry, and none is configured: set schema.registry.url.`
  const prepared = createCache<Prepared>({
    maxEntries,
    maxWeight: maxCharacters,
    weigh: (key, value) => key.length + (value?.characters ?? 0),
    isAnswer: (error) => error instanceof SchemaRefused || error instanceof InvalidSchema,
    failureMs: refusalMs,
    now,
  })
  // Clients send the same text with every request, each time as a new string. Comparing it with the text that the subject
  // had last is many times faster than finding it in a map, for which every character has to be hashed.
  const latest = createBoundedMap<{ readonly text: string; readonly encoder: PartEncoder }>({
    maxEntries,
    maxWeight: maxCharacters,
  })

  watchCache?.(`${format}-encoders`, prepared.holding)
  watchCache?.(`${format}-texts`, latest.holding)

  function partEncoder(codec: SchemaCodec, { id: schemaId, version }: RegisteredSchema, part: Part, subject: string) {
    const path = `/${part}`
    const encode: Encode = (datum) => {
      if (datum !== null) return codec.encode(schemaId, datum, path)
      if (nullAlwaysEmpty) return null
      if (codec.nullable) return codec.encode(schemaId, null, path)
      throw new BadRequest(
        `Bad Request: ${path}: the schema does not allow null; send null ${part}s without a ${part} schema`,
      )
    }
    return { encode, schemaId, registered: { subject, version } }
  }

  async function fromText(registry: Registry, text: string, part: Part, place: Place): Promise<Prepared> {
    const codec = await compile(text, [])
    const subject = subjectOf(place, codec)
    const found = await registry.register({ type, text, references: [] }, subject, Number.POSITIVE_INFINITY)
    return { encoder: partEncoder(codec, found, part, subject), characters: text.length }
  }

  async function fromId(registry: Registry, id: number, part: Part, place: Place): Promise<Prepared> {
    const versionUnder = (subject: string) => registry.version(id, subject, Number.POSITIVE_INFINITY)
    const [schema, known] = await Promise.all([
      registry.schema(id, Number.POSITIVE_INFINITY),
      place.subject === undefined ? undefined : versionUnder(place.subject),
    ])
    if (schema.type !== type) throw refusedBecause(`Schema ${id} is of type ${schema.type}, not ${type}`)
    const references = await resolveReferences(schema, registry)
    const codec = await compile(schema.text, references)
    const subject = subjectOf(place, codec)
    const version = known ?? (await versionUnder(subject))
    const characters = references.reduce((sum, { text }) => sum + text.length, schema.text.length)
    return { encoder: partEncoder(codec, { id, version }, part, subject), characters }
  }

  function byText(registry: Registry, text: string, part: Part, place: Place, deadline: number) {
    const last = latest.get(place.key)
    if (last?.text === text) return last.encoder
    const found = prepare(`${place.key}\0t${text}`, deadline, () => fromText(registry, text, part, place))
    if (!(found instanceof Promise)) latest.set(place.key, { text, encoder: found }, text.length)
    return found
  }

  function byId(registry: Registry, id: number, part: Part, place: Place, deadline: number) {
    return prepare(`${place.key}\0i${id}`, deadline, () => fromId(registry, id, part, place))
  }

  function prepare(key: string, deadline: number, load: () => Promise<Prepared>): PartEncoder | Promise<PartEncoder> {
    const known = prepared.peek(key)
    if (known !== undefined) return known.encoder
    return within(prepared.load(key, load), deadline, now).then(({ encoder }) => encoder)
  }

  return {
    name: format,
    encoder(part, topic, reference, present, deadline) {
      const { id, text } = reference
      if (text !== undefined && id !== undefined) {
        throw new Unprocessable(`Give either ${part}_schema or ${part}_schema_id, not both.`)
      }
      if (text === undefined && id === undefined) {
        if (!present) return nulls[part]
        throw registry === undefined ? refusedBecause(noRegistry) : missing(part)
      }
      if (registry === undefined) throw new PayloadError(noRegistry)
      const place = placeOf(part, topic, reference)
      if (text !== undefined) return byText(registry, text, part, place, deadline)
      return byId(registry, id as number, part, place, deadline)
    },
  }
}

function placeOf(part: Part, topic: string, { subject, strategy }: SchemaReference): Place {
  if (subject !== undefined) return { key: `${part}\0${subject}`, subject, topic }
  if (strategy !== undefined) return { key: `${part}\0${topic}\0${strategy}`, topic, strategy }
  const own = topicSubject(topic, part)
  return { key: own, subject: own, topic }
}

function subjectOf({ subject, topic, strategy }: Place, { name }: SchemaCodec): string {
  if (subject !== undefined) return subject
  if (name === undefined) throw new InvalidSchema(`${strategy} needs a schema with a name; give it a 'title'.`)
  return strategy === 'RECORD_NAME' ? name : `${topic}-${name}`
}

function nullEncoder(part: Part): PartEncoder {
  return {
    schemaId: null,
    encode(datum) {
      if (datum !== null) throw missing(part)
      return null
    },
  }
}

function missing(part: Part): KeySchemaMissing | ValueSchemaMissing {
  return part === 'key' ? new KeySchemaMissing() : new ValueSchemaMissing()
}
