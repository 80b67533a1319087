import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { lighterKafkaClient } from './lighter-kafka-client.ts'
import { zip } from './zip.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Where the bundle of the Lambda handlers is written, relative to the project's folder: its files, and {@link ARCHIVE}. */
export const OUTPUT = 'dist/lambda'

/** The same files in a zip, as Lambda takes them: plain JavaScript, for arm64 and x64 alike. */
export const ARCHIVE = `${OUTPUT}/http.zip`

/**
 * How an entry becomes a bundle: ES modules, split so that what a request does not need stays unloaded. The WebAssembly of
 * the Kafka client is taken from the variant that carries its bytes in the script, as a bundle has no folder to look for them
 * in. Nothing in the output depends on where the project's folder is.
 */
export const BUNDLED = {
  absWorkingDir: root,
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
} as const satisfies BuildOptions

/** Bundles the Lambda handlers into {@link OUTPUT}. The same sources and packages give the same bytes, in the zip too. */
export async function buildLambda(): Promise<void> {
  const { outputFiles } = await build({
    ...BUNDLED,
    entryPoints: { http: 'functions/http.ts', stream: 'functions/stream.ts' },
    outdir: OUTPUT,
    write: false,
  })
  const entries = outputFiles.map(({ path, contents }) => ({ name: basename(path), data: contents }))
  // Written beside, then put in place: whoever looks finds one bundle or the other, and all of it.
  const folder = join(root, OUTPUT)
  const written = `${folder}-${process.pid}`
  await mkdir(written, { recursive: true })
  await Promise.all(entries.map(({ name, data }) => writeFile(join(written, name), data)))
  await writeFile(join(written, basename(ARCHIVE)), zip(entries))
  await rm(folder, { recursive: true, force: true })
  await rename(written, folder)
}
