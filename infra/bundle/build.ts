import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = new URL('../../', import.meta.url)
const at = (path: string) => fileURLToPath(new URL(path, root))

/** Where the bundles are written, relative to the project's folder. */
export const OUTPUT = 'dist/lambda'

/**
 * Bundles the Lambda handlers: ES modules, split so that what a request does not need stays unloaded.
 *
 * Three parts of the Kafka client are replaced. Its option validators compile 38 JSON schemas at import, longer than all the
 * rest takes, to check options that only our own code gives; its client of a schema registry, which nothing uses, loads
 * libraries for all kinds of schemas; and its WebAssembly is taken from the variant that carries
 * its bytes in the script, as a bundle has no folder to look for them in.
 */
export async function buildLambda(): Promise<void> {
  await rm(at(OUTPUT), { recursive: true, force: true })
  await build({
    entryPoints: { http: at('functions/http.ts') },
    outdir: at(OUTPUT),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    alias: { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' },
    plugins: [lighterKafkaClient],
    // Packages in CommonJS ask for Node's own modules with `require`, which an ES module has not.
    banner: {
      js: "import { createRequire as __require } from 'node:module'; const require = __require(import.meta.url);",
    },
    logLevel: 'warning',
  })
}

/** Only for what the Kafka client imports: the format `jsonschema` validates in earnest. */
const lighterKafkaClient: Plugin = {
  name: 'lighter-kafka-client',
  setup({ onResolve }) {
    const replaced: readonly [RegExp, string][] = [
      [/^ajv\/dist\/2020\.js$/, 'infra/bundle/no-validation.ts'],
      [/\/confluent-schema-registry\.js$/, 'infra/bundle/no-registry.ts'],
    ]
    for (const [filter, path] of replaced) {
      onResolve({ filter }, ({ importer }) =>
        /[\\/]@platformatic[\\/]/.test(importer) ? { path: at(path) } : undefined,
      )
    }
  },
}
