import { readFile } from 'node:fs/promises'
import { DEFAULT_SCHEMA, load, Type } from 'js-yaml'

/** A template as CloudFormation reads it: short forms are written out. */
export interface Template {
  readonly Parameters?: Readonly<
    Record<string, { readonly Type: string; readonly Default?: unknown; readonly AllowedValues?: unknown[] }>
  >
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
  readonly Conditions?: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, unknown>>
}

export interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: string | readonly string[]
  readonly DeletionPolicy?: string
  readonly Properties: Readonly<Record<string, unknown>>
}

const KINDS = ['scalar', 'sequence', 'mapping'] as const
const FUNCTIONS = ['Sub', 'If', 'Not', 'And', 'Or', 'Equals', 'Join', 'Split', 'FindInMap', 'Select']

const schema = DEFAULT_SCHEMA.extend([
  ...KINDS.flatMap((kind) =>
    FUNCTIONS.map((name) => new Type(`!${name}`, { kind, construct: (data) => ({ [`Fn::${name}`]: data }) })),
  ),
  new Type('!Ref', { kind: 'scalar', construct: (data) => ({ Ref: data }) }),
  new Type('!Condition', { kind: 'scalar', construct: (data) => ({ Condition: data }) }),
  new Type('!GetAtt', { kind: 'scalar', construct: (data) => ({ 'Fn::GetAtt': String(data).split('.') }) }),
])

/** @param path  relative to the project's folder */
export async function readTemplate(path: string): Promise<Template> {
  return load(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), { schema }) as Template
}

/** The names that a template's part refers to: parameters, resources, conditions. */
export function referencesIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(referencesIn)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === 'Ref') return [String(value)]
    if (key === 'Condition' && typeof value === 'string') return [value]
    if (key === 'Fn::GetAtt') return [String((value as string[])[0])]
    if (key === 'Fn::If') return [String((value as unknown[])[0]), ...referencesIn(value)]
    if (key === 'Fn::FindInMap') return [String((value as unknown[])[0]), ...referencesIn(value)]
    if (key === 'Fn::Sub') return [...String(value).matchAll(/\$\{([\w:]+)/g)].map(([, name]) => String(name))
    return referencesIn(value)
  })
}
