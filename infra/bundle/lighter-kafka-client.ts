import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const INSIDE = /[\\/]node_modules[\\/]@platformatic[\\/]kafka[\\/]dist[\\/]/
const SCOPE = /[\\/]@platformatic[\\/]/

/** What Kafka's error codes mean, in a file of its own, by the name that it has in a bundle. */
export const PROTOCOL_ERRORS = {
  file: 'kafka-errors',
  entry: fileURLToPath(new URL('./protocol/errors.js', import.meta.resolve('@platformatic/kafka'))),
} as const

/**
 * Leaves out of a bundle what the Kafka client has and this project does not use.
 *
 * Its one entry names some 250 modules, of which the protocol's calls that we make need a few: the others go as soon as the
 * bundler knows that importing one does nothing else than define what it exports. Among those that stay are option schemas of
 * clients that go, and compiling them at import takes longer than all the rest: their compiler is replaced.
 */
export const lighterKafkaClient: Plugin = {
  name: 'lighter-kafka-client',
  setup({ onResolve, onLoad, resolve }) {
    // Elsewhere it is in earnest: in the format `jsonschema`.
    onResolve({ filter: /^ajv\/dist\/2020\.js$/ }, ({ importer }) =>
      SCOPE.test(importer) ? { path: at('./no-validation.ts') } : undefined,
    )
    onResolve({ filter: /^debug$/ }, ({ importer }) =>
      SCOPE.test(importer) ? { path: 'debug', namespace: 'silent', sideEffects: false } : undefined,
    )
    // Words for the client's developers, which nobody reads here, and colours for their terminals.
    onLoad({ filter: /./, namespace: 'silent' }, () => ({ contents: 'export default () => () => {}' }))
    onLoad({ filter: /./, namespace: 'late-tables' }, async () => ({
      contents: lateTables((await import(PROTOCOL_ERRORS.entry)) as object),
    }))
    onResolve({ filter: /./, namespace: 'late-tables' }, ({ path }) => ({ path, external: true }))
    onResolve({ filter: /\/crc32c\.js$/ }, ({ importer }) =>
      INSIDE.test(importer) ? { path: at('./crc32c.ts'), sideEffects: false } : undefined,
    )
    onResolve({ filter: /^@platformatic\/kafka$|^\.\.?\// }, async ({ path, pluginData, ...where }) => {
      const fromOutside = path.startsWith('@')
      if (pluginData === RESOLVING || !(fromOutside || INSIDE.test(where.importer))) return undefined
      const found = await resolve(path, { ...where, pluginData: RESOLVING })
      const tables = found.path === PROTOCOL_ERRORS.entry && { path: PROTOCOL_ERRORS.file, namespace: 'late-tables' }
      return { ...found, ...tables, pluginData: undefined, sideEffects: false }
    })
  },
}

/** Where tables are whose members are asked for one by one: nobody does so until Kafka refuses something. */
function lateTables(tables: object): string {
  const late = Object.keys(tables).map((name) => `export const ${name} = /* @__PURE__ */ late('${name}')\n`)
  return `
let tables
const late = (name) => new Proxy({}, { get: (_, member) => (tables ??= require('./${PROTOCOL_ERRORS.file}.cjs'))[name][member] })
${late.join('')}`
}

/** Says that a path is being resolved on behalf of this plugin, which asks the bundler itself. */
const RESOLVING = Symbol('resolving')
