import { refusedBecause } from './refusal.ts'
import type { Registry, RegistrySchema, SchemaReferenceName } from './registry.ts'

/** A schema that another one refers to. */
export interface ReferencedSchema {
  /** What the other's text calls it. */
  readonly name: string
  readonly text: string
}

/** Schemas that one may refer to, directly and through others. */
const MAX_REFERENCES = 200
/** Characters of all their texts. */
const MAX_CHARACTERS = 4_194_304

/**
 * The schemas that a schema refers to, directly and through others, each once: what one refers to comes before it. Of
 * several with the same name the first one counts, as with the registry's own serializers.
 *
 * @throws SchemaRefused  one is not there, is of another type, or leads back to itself; or there are too many
 * @throws DependencyUnavailable, Forbidden
 */
export async function resolveReferences(schema: RegistrySchema, registry: Registry): Promise<ReferencedSchema[]> {
  const resolved = new Map<string, ReferencedSchema>()
  const underWay = new Set<string>()
  let characters = 0

  async function resolve({ type, references }: RegistrySchema): Promise<void> {
    for (const reference of references) {
      const { name, subject, version } = checked(reference)
      const place = `version ${version} of the subject ${subject}`
      if (underWay.has(place)) throw refusedBecause(`The schema's references go in a circle through ${place}`)
      if (resolved.has(name)) continue
      if (resolved.size + underWay.size >= MAX_REFERENCES) {
        throw refusedBecause(`The schema refers to more than ${MAX_REFERENCES} others`)
      }
      const found = await registry.underSubject(subject, version, Number.POSITIVE_INFINITY)
      if (found.type !== type) throw refusedBecause(`The reference '${name}' is of type ${found.type}, not ${type}`)
      characters += found.text.length
      if (characters > MAX_CHARACTERS) throw refusedBecause('The schemas that the schema refers to are too large')
      underWay.add(place)
      await resolve(found)
      underWay.delete(place)
      if (!resolved.has(name)) resolved.set(name, { name, text: found.text })
    }
  }

  await resolve(schema)
  return [...resolved.values()]
}

/** What a registry says of references is as it was sent. */
function checked(reference: SchemaReferenceName): SchemaReferenceName {
  const { name, subject, version } = reference ?? {}
  if (typeof name === 'string' && typeof subject === 'string' && Number.isInteger(version)) return reference
  throw refusedBecause('The schema has a reference without a name, a subject and a version')
}
