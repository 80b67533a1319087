import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type OutputFile } from 'esbuild'
import { errorNames } from './error-names.ts'
import { joinEager } from './join-eager.ts'
import { LATE_PACKAGES, lateModules } from './late-modules.ts'
import { LATE_PARTS, lateParts } from './late-parts.ts'
import { lighterKafkaClient, PROTOCOL_ERRORS } from './lighter-kafka-client.ts'
import { type ZipEntry, zip } from './zip.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Where the bundle of the Lambda handlers is written, relative to the project's folder: its files, and {@link ARCHIVE}. */
export const OUTPUT = 'dist/lambda'

/** The same files in a zip, as Lambda takes them: plain JavaScript, for arm64 and x64 alike. */
export const ARCHIVE = `${OUTPUT}/http.zip`

/** What all that is bundled has in common. Nothing in the output depends on where the project's folder is. */
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions

/** Made when it is first asked for something: that takes longer than loading most files does. */
const REQUIRE =
  "let required;const require=(id)=>(required??=process.getBuiltinModule('node:module').createRequire(import.meta.url))(id);"

/** How an entry becomes a bundle: ES modules, split so that what a request does not need stays unloaded. */
export const BUNDLED = {
  ...COMMON,
  outExtension: { '.js': '.mjs' },
  splitting: true,
  format: 'esm',
  mainFields: ['module', 'main'],
  plugins: [lateModules, lighterKafkaClient],
  // Packages in CommonJS ask for Node's own modules with `require`, which an ES module has not.
  banner: { js: REQUIRE },
} as const satisfies BuildOptions

/**
 * Bundles entries: all the files of which they consist. The same sources and packages give the same bytes.
 *
 * @param joined  whether what they load in any case is joined to one file: for those that start often
 */
export async function bundle(
  options: Pick<BuildOptions, 'outExtension' | 'outdir'> & { readonly entryPoints: Record<string, string> },
  joined = false,
): Promise<readonly ZipEntry[]> {
  const late = [...Object.values(LATE_PACKAGES), PROTOCOL_ERRORS].map(({ file, entry }) => [file, entry] as const)
  const { entryPoints } = options
  const [{ outputFiles, metafile }, packages] = await Promise.all([
    build({
      ...BUNDLED,
      ...options,
      ...(joined && {
        entryPoints: { ...entryPoints, ...LATE_PARTS },
        plugins: [lateParts, errorNames, ...BUNDLED.plugins],
        // In the joined file it stands once.
        banner: {},
        keepNames: false,
      }),
      write: false,
      metafile: true,
    }),
    build({
      ...COMMON,
      format: 'cjs',
      entryPoints: Object.fromEntries(late),
      outExtension: { '.js': '.cjs' },
      ...(options.outdir !== undefined && { outdir: options.outdir }),
      write: false,
    }),
  ])
  return [
    ...(joined ? await joinEager(outputFiles, metafile, Object.keys(entryPoints), REQUIRE) : outputFiles.map(entryOf)),
    ...packages.outputFiles.map(entryOf),
  ]
}

function entryOf({ path, contents }: OutputFile): ZipEntry {
  return { name: basename(path), data: contents }
}

/** Bundles the Lambda handlers into {@link OUTPUT}. */
export async function buildLambda(): Promise<void> {
  const entryPoints = { http: 'functions/http.ts', stream: 'functions/stream.ts', iot: 'functions/iot.ts' }
  const entries = await bundle({ entryPoints, outdir: OUTPUT }, true)
  // Written beside, then put in place: whoever looks finds one bundle or the other, and all of it.
  const folder = join(root, OUTPUT)
  const written = `${folder}-${process.pid}`
  await mkdir(written, { recursive: true })
  await Promise.all(entries.map(({ name, data }) => writeFile(join(written, name), data)))
  await writeFile(join(written, basename(ARCHIVE)), zip(entries))
  await rm(folder, { recursive: true, force: true })
  await rename(written, folder)
}
