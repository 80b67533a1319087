import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { OUTPUT } from '../../infra/bundle/build.ts'
import { Ajv2020 } from '../../infra/bundle/no-validation.ts'
import { readConfig } from '../../shared/config/read-config.ts'
import { ensureBundle } from '../support/bundle.ts'

const run = promisify(execFile)
const folder = new URL(`../../${OUTPUT}/`, import.meta.url)
const files = new Map<string, string>()

before(async () => {
  await ensureBundle()
  for (const name of await readdir(folder)) {
    if (/\.[cm]js$/.test(name)) files.set(name, await readFile(new URL(name, folder), 'utf8'))
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

test('the Kafka client’s option validators are not in the bundle, and nothing in it asks one', async () => {
  const chunk = [...files.values()].find((text) => text.includes('has no validators of the Kafka client'))
  ok(chunk)
  // Its high-level classes ask them, and have this word for what is wrong then.
  for (const [name, text] of files) equal(text.includes('/options'), false, name)
  throws(() => new Ajv2020().compile()(), /has no validators/)
})

test('the bundle refuses to start on the same settings as the source, in the same words', async () => {
  const settings = {
    KAFKA_REST_BOOTSTRAP_SERVERS: 'no port',
    KAFKA_REST_CLIENT_SASL_MECHANISM: 'GSSAPI',
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_SSL',
    KAFKA_REST_PRODUCER_ACKS: '7',
    KAFKA_REST_MISSPELT: 'x',
  }
  const source = await readConfig(settings, true).catch((error: Error) => error.message)
  const handler = fileURLToPath(new URL('http.mjs', folder))
  const bundle = await run(process.execPath, [handler], { env: settings }).catch(({ stderr }) => String(stderr))
  for (const line of String(source).split('\n')) ok(String(bundle).includes(line), line)
})
