import type { AvroType, PrimitiveType } from './types.ts'

/** The names of one Avro schema: definitions go in, references are looked up. */
export interface Names {
  /** @throws Error  the name is taken */
  define(fullName: string, type: AvroType): void
  /** What a reference means inside a namespace; a name unknown there is looked for outside of all namespaces. */
  find(name: string, namespace: string): AvroType | undefined
}

const kinds: readonly PrimitiveType['kind'][] = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']
const primitives = new Map<string, PrimitiveType>(kinds.map((kind) => [kind, { kind, label: kind }]))

/** The eight primitive types, and no definitions yet (Avro specification, "Names"). */
export function createNames(): Names {
  const defined = new Map<string, AvroType>()
  return {
    define(fullName, type) {
      if (primitives.has(fullName)) throw new Error(`the name ${fullName} is that of a primitive type`)
      if (defined.has(fullName)) throw new Error(`the name ${fullName} is defined twice`)
      defined.set(fullName, type)
    },
    find: (name, namespace) => primitives.get(name) ?? defined.get(fullName(name, namespace)) ?? defined.get(name),
  }
}

/** A name with its namespace; a name that has dots brings its own. */
export function fullName(name: string, namespace: string): string {
  return namespace === '' || name.includes('.') ? name : `${namespace}.${name}`
}

/** The namespace a full name is in: all before its last dot. */
export function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')))
}
