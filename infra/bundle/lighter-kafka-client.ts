import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Modules that only the Kafka client imports, and what stands in for them: the format `jsonschema` validates in earnest. */
const REPLACED: readonly [RegExp, string][] = [
  [/^ajv\/dist\/2020\.js$/, './no-validation.ts'],
  [/\/confluent-schema-registry\.js$/, './no-registry.ts'],
]
const INSIDE = /[\\/]node_modules[\\/]@platformatic[\\/]kafka[\\/]dist[\\/]/
const SCOPE = /[\\/]@platformatic[\\/]/

/**
 * Leaves out of a bundle what the Kafka client has and this project does not use.
 *
 * Its option validators compile 38 JSON schemas at import, longer than all the rest takes, to check options that only our own
 * code gives; its client of a schema registry, which nothing uses, loads libraries for all kinds of schemas. Both are
 * replaced. Its one entry names some 250 modules, of which the protocol's calls that we make need a few: the others go as
 * soon as the bundler knows that importing one does nothing else than define what it exports.
 */
export const lighterKafkaClient: Plugin = {
  name: 'lighter-kafka-client',
  setup({ onResolve, resolve }) {
    for (const [filter, file] of REPLACED) {
      onResolve({ filter }, ({ importer }) => (SCOPE.test(importer) ? { path: here(file) } : undefined))
    }
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
