import protobuf from 'protobufjs'
import { InvalidSchema } from '../../http/errors/schemas.ts'
import type { ReferencedSchema } from '../../registry/references.ts'
import { descriptorText } from './descriptor/text.ts'
import type { Syntax } from './features.ts'
import type { MessageType } from './plan.ts'
import { createPlanner } from './planner.ts'

/** Characters; a registry that keeps its schemas in Kafka has the same limit, that of a message. */
const MAX_LENGTH = 1_048_576
/** Options for the registry's own use, which mean nothing for data. */
const WITHOUT_MEANING = new Set(['google/protobuf/descriptor.proto', 'confluent/meta.proto'])

/**
 * Reads the text of a `.proto` file (proto2, proto3 or an edition), or its descriptor in base64: the messages declared in it, in their order.
 *
 * protobufjs parses; what it could generate from the schema is left alone, and which type a name means is found here, as its
 * own search goes into scopes that the language does not look into.
 *
 * @param references  the files that are imported, by the names that they are imported by, dependencies first;
 *   `google/protobuf/*.proto` need not be among them
 * @throws InvalidSchema
 */
export function loadMessages(text: string, references: readonly ReferencedSchema[]): readonly MessageType[] {
  const root = new protobuf.Root()
  const syntaxes = new Map<protobuf.ReflectionObject, Syntax>()
  const googles = new Set<protobuf.Type>()
  const loaded = new Set<string>()
  for (const { name, text: other } of references) {
    if (isGoogles(name)) include(name, 'the schema')
    else if (!WITHOUT_MEANING.has(name)) load(other, name)
    loaded.add(name)
  }
  const { types, plan } = createPlanner(root, syntaxes, googles)
  const messages = load(text, 'the schema')
  if (messages.length === 0) throw new InvalidSchema('Invalid schema: it declares no message.')
  return asSchema(() => {
    const plans = messages.map((message) => plan(message))
    types()
    return plans
  })

  function load(given: string, name: string): protobuf.Type[] {
    const source = descriptorText(given) ?? given
    if (source.length > MAX_LENGTH) throw new InvalidSchema(`Invalid schema: longer than ${MAX_LENGTH} characters.`)
    const syntax = syntaxOf(source)
    return asSchema(() => {
      const { imports = [], weakImports = [] } = protobuf.parse(source, root, { keepCase: true })
      const added = mark(syntax)
      for (const each of [...imports, ...weakImports]) include(each, name)
      return added.filter((type) => !(type.parent instanceof protobuf.Type))
    })
  }

  function include(name: string, by: string): void {
    if (loaded.has(name) || WITHOUT_MEANING.has(name)) return
    const { nested } = (isGoogles(name) && protobuf.common.get(name)) || {}
    if (!nested) throw new Error(`${by} imports '${name}', which is not among its references`)
    loaded.add(name)
    root.addJSON(nested)
    for (const type of mark('proto3')) googles.add(type)
  }

  /** What has been added says by its file how it is meant. */
  function mark(syntax: Syntax): protobuf.Type[] {
    const added: protobuf.Type[] = []
    const visit = (each: protobuf.ReflectionObject) => {
      if (!syntaxes.has(each)) {
        syntaxes.set(each, syntax)
        if (each instanceof protobuf.Type) added.push(each)
      }
      if (each instanceof protobuf.Namespace) for (const nested of each.nestedArray) visit(nested)
    }
    visit(root)
    return added
  }
}

/** Whether protobufjs has the file: the one that it has is taken, whatever the registry has by the name. */
function isGoogles(name: string): boolean {
  return name.startsWith('google/protobuf/') && Boolean(protobuf.common.get(name)?.nested)
}

/** The syntax that a file is declared in; without a word it is proto2. */
function syntaxOf(text: string): Syntax {
  const { next } = asSchema(() => protobuf.tokenize(text, false))
  const first = asSchema(() => next())
  if (first !== 'syntax' && first !== 'edition') return 'proto2'
  const [, , syntax] = asSchema(() => [next(), next(), next()])
  if (first === 'edition') {
    if (syntax === '2023' || syntax === '2024') return 'editions'
    throw new InvalidSchema("Invalid schema: the edition must be '2023' or '2024'.")
  }
  if (syntax === 'proto2' || syntax === 'proto3') return syntax
  throw new InvalidSchema("Invalid schema: the syntax must be 'proto2' or 'proto3'.")
}

/** @throws InvalidSchema  for whatever is wrong with it */
function asSchema<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof InvalidSchema) throw cause
    const { message } = cause as Error
    // In the parser's words; it is what comes of one.
    const reason = message === 'field must be a Field' ? 'a group in a oneof is not supported' : message.slice(0, 500)
    throw new InvalidSchema(`Invalid schema: ${reason}`, { cause })
  }
}
