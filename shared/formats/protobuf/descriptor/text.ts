import { InvalidSchema } from '../../../http/errors/schemas.ts'
import { Malformed } from '../../malformed.ts'
import { featureOptions } from './features.ts'
import { fieldText, isMapEntry } from './field.ts'
import { type Fields, fieldsOf, messagesOf, numberOf, numbersOf, textOf, textsOf } from './fields.ts'
import { identifier, quoted } from './words.ts'

// Numbers of the fields of FileDescriptorProto, DescriptorProto and EnumDescriptorProto (google/protobuf/descriptor.proto).
const FILE = { package: 2, dependency: 3, publicDependency: 10, message: 4, enum: 5, syntax: 12, edition: 14 }
const MESSAGE = { name: 1, field: 2, nested: 3, enum: 4, oneof: 8 }
const ENUM = { name: 1, value: 2, options: 3 }
const ALLOW_ALIAS = 2
const EDITIONS = new Map([
  [1000, '2023'],
  [1001, '2024'],
])
const MAX_DEPTH = 100

/**
 * The `.proto` text of a file that is given as Confluent's serializers for Python, Go and .NET register it: a
 * FileDescriptorProto in base64. Confluent's registry makes text of it, others give back what they got.
 *
 * Names, types and numbers are kept, and what else decides over bytes and JSON; services, extensions and comments are not.
 *
 * @returns undefined  the text is not that
 * @throws InvalidSchema  it is nested too deeply, or has names that are none
 */
export function descriptorText(text: string): string | undefined {
  if (!/^\s*[A-Za-z0-9+/]+={0,2}\s*$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0) return undefined
  try {
    return fileText(fieldsOf(bytes))
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

function fileText(file: Fields): string {
  const syntax = textOf(file, FILE.syntax) ?? 'proto2'
  const name = textOf(file, FILE.package)
  const publics = new Set(numbersOf(file, FILE.publicDependency))
  const imports = textsOf(file, FILE.dependency).map(
    (each, index) => `import ${publics.has(index) ? 'public ' : ''}${quoted(each)};`,
  )
  return [
    syntax === 'editions' ? `edition = "${editionOf(file)}";` : `syntax = ${quoted(syntax)};`,
    ...(name ? [`package ${identifier(name)};`] : []),
    ...imports,
    ...featureOptions(file, 'file'),
    ...messagesOf(file, FILE.message).map((each) => messageText(each, syntax, 0)),
    ...messagesOf(file, FILE.enum).map(enumText),
  ].join('\n')
}

/** What the number of an edition stands for; one that is not known is refused as text. */
function editionOf(file: Fields): string {
  const number = numberOf(file, FILE.edition) ?? 0
  return EDITIONS.get(number) ?? String(number)
}

function messageText(message: Fields, syntax: string, depth: number): string {
  return `message ${identifier(textOf(message, MESSAGE.name))} ${bodyText(message, syntax, depth)}`
}

function bodyText(message: Fields, syntax: string, depth: number): string {
  if (depth > MAX_DEPTH) throw new InvalidSchema('Invalid schema: its messages are nested too deeply.')
  const nested = messagesOf(message, MESSAGE.nested)
  const byName = new Map(nested.map((each) => [textOf(each, MESSAGE.name), each]))
  const groups = new Set<Fields>()
  const oneofs = messagesOf(message, MESSAGE.oneof).map((each) => ({ name: textOf(each, MESSAGE.name), fields: [''] }))
  const fields: string[] = []
  for (const field of messagesOf(message, MESSAGE.field)) {
    const { text, oneof, group } = fieldText(field, syntax, byName)
    const type = group === undefined ? undefined : byName.get(group)
    if (type) groups.add(type)
    const whole = type ? `${text} ${bodyText(type, syntax, depth + 1)}` : `${text};`
    const block = oneof === undefined ? undefined : oneofs[oneof]
    ;(block?.fields ?? fields).push(whole)
  }
  const blocks = oneofs.filter((each) => each.fields.length > 1)
  return [
    '{',
    ...featureOptions(message, 'message'),
    ...fields,
    ...blocks.map((each) => `oneof ${identifier(each.name)} {${each.fields.join('\n')}\n}`),
    ...nested
      .filter((each) => !isMapEntry(each) && !groups.has(each))
      .map((each) => messageText(each, syntax, depth + 1)),
    ...messagesOf(message, MESSAGE.enum).map(enumText),
    '}',
  ].join('\n')
}

function enumText(declared: Fields): string {
  const values = messagesOf(declared, ENUM.value).map((value) => {
    return `${identifier(textOf(value, ENUM.name))} = ${numberOf(value, 2) ?? 0};`
  })
  const aliased = messagesOf(declared, ENUM.options).some((options) => numberOf(options, ALLOW_ALIAS) === 1)
  const options = aliased ? ['option allow_alias = true;'] : []
  return [
    `enum ${identifier(textOf(declared, ENUM.name))} {`,
    ...options,
    ...featureOptions(declared, 'enum'),
    ...values,
    '}',
  ].join('\n')
}
