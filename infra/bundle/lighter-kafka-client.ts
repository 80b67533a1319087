import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const INSIDE = /[\\/]node_modules[\\/]@platformatic[\\/]kafka[\\/]dist[\\/]/
const SCOPE = /[\\/]@platformatic[\\/]/

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
    onResolve({ filter: /\/crc32c\.js$/ }, ({ importer }) =>
      INSIDE.test(importer) ? { path: at('./crc32c.ts'), sideEffects: false } : undefined,
    )
    onResolve({ filter: /^@platformatic\/kafka$|^\.\.?\// }, async ({ path, pluginData, ...where }) => {
      const fromOutside = path.startsWith('@')
      if (pluginData === RESOLVING || !(fromOutside || INSIDE.test(where.importer))) return undefined
      const found = await resolve(path, { ...where, pluginData: RESOLVING })
      return { ...found, pluginData: undefined, sideEffects: false }
    })
  },
}

/** Says that a path is being resolved on behalf of this plugin, which asks the bundler itself. */
const RESOLVING = Symbol('resolving')
