import { deepEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { SchemaRefused } from '../../shared/http/errors/schemas.ts'
import { resolveReferences } from '../../shared/registry/references.ts'
import type { Registry, RegistrySchema } from '../../shared/registry/registry.ts'

/** A registry that holds the version 1 of subjects, whose schemas refer to others by their subjects' names. */
function registryOf(subjects: Readonly<Record<string, readonly string[]>>): Registry {
  return {
    async underSubject(subject: string) {
      return { id: 1, version: 1, ...schemaOf(subject, subjects[subject] ?? []) }
    },
  } as unknown as Registry
}

function schemaOf(text: string, names: readonly string[]): RegistrySchema {
  return { type: 'JSON', text, references: names.map((name) => ({ name, subject: name, version: 1 })) }
}

const named = (...names: string[]) => names.map((name) => ({ name, text: name }))
const refused = (message: RegExp) => ({ constructor: SchemaRefused, message })

test('each schema comes once, after those that it refers to', async () => {
  const registry = registryOf({ a: ['c', 'b'], b: ['c'] })
  deepEqual(await resolveReferences(schemaOf('root', ['a', 'b']), registry), named('c', 'b', 'a'))
})

test('circles are refused', async () => {
  const registry = registryOf({ a: ['b'], b: ['a'] })
  await rejects(
    resolveReferences(schemaOf('root', ['a']), registry),
    refused(/circle through version 1 of the subject a/),
  )
})

test('no more than 200 are followed', async () => {
  const chain = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`s${i}`, [`s${i + 1}`]]))
  await rejects(resolveReferences(schemaOf('root', ['s0']), registryOf(chain)), refused(/more than 200/))
})

test('what they refer to is of the same type', async () => {
  const schema = { ...schemaOf('root', ['a']), type: 'PROTOBUF' } as const
  await rejects(resolveReferences(schema, registryOf({})), refused(/'a' is of type JSON, not PROTOBUF/))
})

test('what is no reference is refused', async () => {
  for (const reference of [null, {}, { name: 'a', subject: 'a' }, { name: 1, subject: 'a', version: 1 }]) {
    const schema = { type: 'JSON', text: '', references: [reference] } as unknown as RegistrySchema
    await rejects(resolveReferences(schema, registryOf({})), refused(/without a name/))
  }
})
