import { deepEqual } from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { OUTPUT } from '../../infra/bundle/build.ts'
import { ensureBundle } from '../support/bundle.ts'

const folder = new URL(`../../${OUTPUT}/`, import.meta.url)
const files = new Map<string, string>()

before(async () => {
  await ensureBundle()
  for (const name of await readdir(folder)) {
    if (name.endsWith('.mjs')) files.set(name, await readFile(new URL(name, folder), 'utf8'))
  }
})

/** A file with all that is loaded with it. */
function loadedWith(name: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const [, other] of (files.get(name) ?? '').matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
    loadedWith(other as string, found)
  }
  return found
}

/** Libraries by words that only they have in them. */
const libraries = { ajv: 'must match a schema in anyOf', protobufjs: 'proto3_optional', re2js: 'translateRegExp' }

test('what reads schemas and patterns is in the bundle, but is loaded with the first that needs it', (t) => {
  const start = loadedWith('http.mjs')
  const everything = new Set(files.keys())
  const holders = (names: ReadonlySet<string>) =>
    Object.entries(libraries)
      .filter(([, words]) => [...names].some((name) => files.get(name)?.includes(words)))
      .map(([library]) => library)
  deepEqual(holders(everything), Object.keys(libraries))
  deepEqual(holders(start), [])
  const bytes = (names: ReadonlySet<string>) =>
    [...names].reduce((sum, name) => sum + (files.get(name)?.length ?? 0), 0)
  t.diagnostic(`${bytes(everything)} bytes, ${bytes(start)} of them loaded at the start`)
})
