import { createHash } from 'node:crypto'
import { DependencyUnavailable } from '../http/errors/failures.ts'
import { SchemaRefused } from '../http/errors/schemas.ts'
import type { Holding } from './bounded-map.ts'
import { createCache } from './cache.ts'
import { within } from './deadline.ts'
import { refusal, refusedBecause } from './refusal.ts'
import type { RegisteredSchema, Registry, RegistrySchema, SchemaType, SubjectSchema } from './registry.ts'
import { subjectSegment } from './subject.ts'
import { type Answer, type Call, createTransport, type TransportOptions } from './transport.ts'

/** Takes how much a cache holds, to be asked when somebody wants to know; weight is characters. */
export type WatchCache = (cache: string, holding: () => Holding) => void

/** How a registry is used, whatever the way to it. */
export interface RegistryUse {
  /** Whether text that a subject does not have is registered there, or refused; true. */
  readonly register?: boolean
  /** Whether the registry brings schemas into their normal form before it compares and keeps them; false. */
  readonly normalize?: boolean
  /** For all calls one question needs together; 5,000. */
  readonly timeoutMs?: number
  /** In each of the caches: schemas by id, versions by id and subject, ids by text and subject; 1,000. */
  readonly maxEntries?: number
  /** Characters of schema text the caches may hold; 16 Mi. */
  readonly maxCharacters?: number
  /** How long a refusal is repeated without asking again; 5,000. */
  readonly refusalMs?: number
  /** How long a subject's latest version is taken for its latest; 5,000. */
  readonly latestMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Is told of each cache, by the name it has in metrics. */
  readonly watchCache?: WatchCache
}

export interface RegistryOptions extends RegistryUse, Omit<TransportOptions, 'now'> {}

type Fields = Readonly<Record<string, unknown>>

const types: readonly unknown[] = ['AVRO', 'JSON', 'PROTOBUF']
const maxId = 2 ** 31 - 1

/**
 * A client of Confluent's schema registry, or of another that speaks its language (Apicurio, Karapace, Redpanda).
 *
 * @throws TypeError  a URL is not one
 */
export function createRegistry(options: RegistryOptions): Registry {
  return createRegistryOver(createTransport({ ...options, now: options.now ?? Date.now }), options)
}

/** The same, over a way that others use as well. */
export function createRegistryOver(call: Call, options: RegistryUse = {}): Registry {
  const { timeoutMs = 5_000, maxEntries = 1_000, maxCharacters = 16_777_216, refusalMs = 5_000 } = options
  const { latestMs = 5_000, now = Date.now, register = true, normalize = false, watchCache } = options
  const query = normalize ? '?normalize=true' : ''
  const shared = { maxEntries, maxWeight: maxCharacters, isAnswer: isRefusal, failureMs: refusalMs, now }
  const schemas = createCache<RegistrySchema>({ ...shared, weigh: (_key, schema) => schema?.text.length ?? 0 })
  const versions = createCache<number>({ ...shared, weigh: (key) => key.length })
  const weighSubject = (key: string, schema?: SubjectSchema) => key.length + (schema?.text.length ?? 0)
  const numbered = createCache<SubjectSchema>({ ...shared, weigh: weighSubject })
  const latest = createCache<SubjectSchema>({ ...shared, weigh: weighSubject, valueMs: latestMs })
  const registered = createCache<RegisteredSchema>({ ...shared, weigh: (key) => key.length })

  const caches = { schemas, versions, 'subject-versions': numbered, 'latest-versions': latest, ids: registered }
  for (const [name, { holding }] of Object.entries(caches)) watchCache?.(name, holding)

  async function fetchSchema(id: number): Promise<RegistrySchema> {
    return schemaOf(accept(await call(`schemas/ids/${id}`, undefined, now() + timeoutMs), `schema ${id}`))
  }

  async function fetchUnderSubject(subject: string, version: number | 'latest'): Promise<SubjectSchema> {
    const path = `${subjectPath(subject)}/versions/${version}`
    const answer = accept(
      await call(path, undefined, now() + timeoutMs),
      `version ${version} of the subject ${subject}`,
    )
    const found = { ...schemaOf(answer), ...place(answer) }
    schemas.put(String(found.id), { type: found.type, text: found.text, references: found.references })
    return found
  }

  async function fetchVersion(id: number, subject: string): Promise<number> {
    const what = `the versions of schema ${id}`
    const listed: unknown = accept(await call(`schemas/ids/${id}/versions`, undefined, now() + timeoutMs), what)
    if (!Array.isArray(listed)) throw garbage('versions')
    const under = (listed as readonly Fields[]).filter((place) => place?.subject === subject)
    const numbers = under.map(({ version }) => Number(version)).filter(Number.isInteger)
    if (numbers.length === 0) throw refusedBecause(`Schema ${id} is not registered under the subject ${subject}`)
    return Math.max(...numbers)
  }

  async function lookUpOrRegister(schema: RegistrySchema, subject: string): Promise<RegisteredSchema> {
    const deadline = now() + timeoutMs
    const path = subjectPath(subject)
    const body = {
      schema: schema.text,
      ...(schema.type === 'AVRO' ? {} : { schemaType: schema.type }),
      ...(schema.references.length === 0 ? {} : { references: schema.references }),
    }
    const what = `the schema for the subject ${subject}`
    const before = await call(path + query, body, deadline)
    if (before.status !== 404) return place(accept(before, what))
    if (!register) throw refusedBecause(`${subject} does not have the schema, and this proxy may not register it`)
    const added = accept(await call(`${path}/versions${query}`, body, deadline), what)
    return place(added.version === undefined ? accept(await call(path + query, body, deadline), what) : added)
  }

  async function learn(schema: RegistrySchema, subject: string): Promise<RegisteredSchema> {
    const found = await lookUpOrRegister(schema, subject)
    schemas.put(String(found.id), schema)
    versions.put(versionKey(found.id, subject), found.version)
    return found
  }

  return {
    async schema(id, deadline) {
      checkId(id)
      const load = schemas.load(String(id), () => fetchSchema(id))
      return within(load, deadline, now)
    },
    knownSchema(id) {
      return schemas.peek(String(id))
    },
    underSubject(subject, version, deadline) {
      const cache = version === 'latest' ? latest : numbered
      const key = `${version}\0${subject}`
      const known = cache.peek(key)
      if (known !== undefined) return known
      return within(
        cache.load(key, () => fetchUnderSubject(subject, version)),
        deadline,
        now,
      )
    },
    async version(id, subject, deadline) {
      checkId(id)
      const load = versions.load(versionKey(id, subject), () => fetchVersion(id, subject))
      return within(load, deadline, now)
    },
    async register(schema, subject, deadline) {
      const load = registered.load(`${subject}\0${digest(schema)}`, () => learn(schema, subject))
      return within(load, deadline, now)
    },
  }
}

function schemaOf({ schema: text, schemaType: type = 'AVRO', references = [] }: Fields): RegistrySchema {
  if (typeof text !== 'string' || !types.includes(type) || !Array.isArray(references)) throw garbage('a schema')
  return { type: type as SchemaType, text, references }
}

/** @throws SchemaRefused  the registry could not be asked about such a subject */
function subjectPath(subject: string): string {
  const segment = subjectSegment(subject)
  if (segment === undefined) throw refusedBecause(`${JSON.stringify(subject)} is not the name of a subject`)
  return `subjects/${segment}`
}

function versionKey(id: number, subject: string): string {
  return `${id}\0${subject}`
}

function digest(schema: RegistrySchema): string {
  const references = schema.references.map(({ name, subject, version }) => [name, subject, version])
  return createHash('sha256')
    .update(JSON.stringify([schema.type, schema.text, references]))
    .digest('base64')
}

/** Ids are 32 bits wide in the wire format; the registry need not be asked about others. */
function checkId(id: number): void {
  if (!Number.isInteger(id) || id < 0 || id > maxId) throw refusedBecause(`Schema ${id} not found`)
}

function accept(answer: Answer, what: string): Fields {
  if (answer.status >= 300) throw refusal(answer, what)
  return answer.body as Fields
}

function place({ id, version }: Fields): RegisteredSchema {
  if (!Number.isInteger(id) || !Number.isInteger(version)) throw garbage('an id and a version')
  return { id: id as number, version: version as number }
}

function garbage(wanted: string): DependencyUnavailable {
  return new DependencyUnavailable('schema registry', { cause: new Error(`the answer does not hold ${wanted}`) })
}

function isRefusal(error: unknown): boolean {
  return error instanceof SchemaRefused
}
