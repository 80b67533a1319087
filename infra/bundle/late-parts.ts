import { readFile } from 'node:fs/promises'
import { basename, dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { lateCalls } from './late-modules.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Modules of which a function with common settings calls nothing before it answers its first produce request, or nothing at all: what
 * they need and nobody else does goes with them.
 */
const MODULES: readonly string[] = [
  'auth/basic',
  'auth/gafaelfawr',
  'auth/introspection',
  'auth/jwt',
  'auth/jwt-issuers',
  'auth/policy-text',
  'auth/trusted-header',
  'auth/users',
  'auth/users-file',
  'aws/stored-secret',
  'config/kafka-sasl',
  'config/kafka-tls',
  'config/listener-tls',
  'config/librdkafka',
  'config/mqtt',
  'config/mqtt-source',
  'consume/dynamodb/table',
  'context/callers',
  'http/cors',
  'kafka/login/authenticate',
  'kafka/login/password-verifier',
  'kafka/login/tls-failure',
  'kafka/producer/librdkafka/engine',
  'limits/dynamodb',
  'limits/shared-budget',
  'registry/client',
  'registry/transport',
  'registry-proxy/registry-proxy',
  'tls/key-material',
]

/** Entries of a bundle for them: their files by the names that they have there. */
export const LATE_PARTS: Readonly<Record<string, string>> = Object.fromEntries(
  MODULES.map((module) => [partOf(module), `shared/${module}.ts`]),
)

/**
 * Loads these modules when a function of theirs is called first, in that very turn: who imports them need not know.
 *
 * Only functions can be imported so; the bundler refuses anything else, as the module seems not to have it.
 */
export const lateParts: Plugin = {
  name: 'late-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, importer, kind }) => {
      const module = relative(`${root}shared`, resolve(dirname(importer), path)).replace(/\.ts$/, '')
      return kind === 'import-statement' && MODULES.includes(module)
        ? { path: module, namespace: 'late-part', sideEffects: false }
        : undefined
    })
    onLoad({ filter: /./, namespace: 'late-part' }, async ({ path }) => {
      const code = await readFile(`${root}shared/${path}.ts`, 'utf8')
      const names = [...code.matchAll(/^export (?:async )?function\*? (\w+)/gm)].map(([, name = '']) => name)
      return { contents: lateCalls(`require('./${partOf(path)}.mjs')`, names) }
    })
    onResolve({ filter: /./, namespace: 'late-part' }, ({ path }) => ({ path, external: true }))
  },
}

function partOf(module: string): string {
  return `late-${basename(dirname(module))}-${basename(module)}`
}
