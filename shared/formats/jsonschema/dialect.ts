import { Ajv, type AnySchema, type ErrorObject, type Options } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import Draft04 from 'ajv-draft-04'
import { InvalidSchema } from '../../http/errors/schemas.ts'
import { createEffort } from './effort.ts'
import { refineKeywords } from './keywords.ts'

/** A draft of JSON Schema. */
export interface Dialect {
  /** The keyword that names a schema. */
  readonly id: '$id' | 'id'
  /** Whether members beside `$ref` do not count: so it was before 2019. */
  readonly refAlone: boolean
  create(options: Options): Ajv
  /** What is wrong with a schema of the draft, if anything. */
  faults(schema: AnySchema): readonly ErrorObject[]
}

type Draft = Omit<Dialect, 'faults'>

/** The validator of schemas is as large as any: made once, when the first schema of the draft comes. */
function dialect(draft: Draft): Dialect {
  let schemas: Ajv | undefined
  return {
    ...draft,
    faults(schema) {
      if (!schemas) {
        schemas = draft.create({ strict: false, logger: false, validateFormats: false })
        const effort = createEffort()
        effort.begin(Number.POSITIVE_INFINITY)
        refineKeywords(schemas, effort)
      }
      return schemas.validateSchema(schema) ? [] : (schemas.errors ?? [])
    },
  }
}

const draft04 = dialect({
  id: 'id',
  refAlone: true,
  create: (options) => new Draft04.default(options) as unknown as Ajv,
})
/** Draft 6 has nothing that draft 7 reads otherwise. */
const draft07 = dialect({ id: '$id', refAlone: true, create: (options) => new Ajv(options) })
const draft2019 = dialect({
  id: '$id',
  refAlone: false,
  create: (options) => new Ajv2019(options) as unknown as Ajv,
})
const draft2020 = dialect({
  id: '$id',
  refAlone: false,
  create: (options) => new Ajv2020(options) as unknown as Ajv,
})

const DIALECTS: Readonly<Record<string, Dialect>> = {
  'json-schema.org/draft-04/schema': draft04,
  'json-schema.org/draft-06/schema': draft07,
  'json-schema.org/draft-07/schema': draft07,
  'json-schema.org/schema': draft07,
  'json-schema.org/draft/2019-09/schema': draft2019,
  'json-schema.org/draft/2020-12/schema': draft2020,
}

/**
 * The draft that a schema says it is written in; draft 7 when it says none, as with Confluent's.
 *
 * @throws InvalidSchema  it is none of those that are known
 */
export function dialectOf(schema: unknown): Dialect {
  const uri = typeof schema === 'object' && schema !== null && '$schema' in schema ? schema.$schema : undefined
  if (uri === undefined) return draft07
  const known = typeof uri === 'string' ? DIALECTS[uri.replace(/^https?:\/\//, '').replace(/#$/, '')] : undefined
  if (known) return known
  throw new InvalidSchema("Invalid schema: '$schema' must be of draft 4, 6 or 7, 2019-09 or 2020-12.")
}
