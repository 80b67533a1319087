import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './build.ts'
import { type ZipEntry, zip } from './zip.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Where the bundle of the node server is written, relative to the project's folder: what a container needs, and no more. */
export const SERVER_OUTPUT = 'dist/server'

/** The same files in a zip, as a Lambda Web Function takes them. */
export const SERVER_ARCHIVE = 'dist/server.zip'

/**
 * Bundles the node server, and who asks a container's whether it is well: `node index.js` needs no other file. A Web Function starts
 * what is called `index.js`, and Node takes that for an ES module only where a package.json says so.
 */
export async function bundleServer(): Promise<readonly ZipEntry[]> {
  const files = await bundle({
    entryPoints: { index: 'functions/server.ts', 'health-check': 'infra/container/health-check.ts' },
    outExtension: { '.js': '.js' },
    outdir: SERVER_OUTPUT,
  })
  return [...files, { name: 'package.json', data: Buffer.from('{ "type": "module" }\n') }]
}

/** Writes the bundle into {@link SERVER_OUTPUT} and {@link SERVER_ARCHIVE}. */
export async function buildServer(): Promise<void> {
  const folder = join(root, SERVER_OUTPUT)
  await rm(folder, { recursive: true, force: true })
  const entries = await bundleServer()
  await mkdir(folder, { recursive: true })
  for (const { name, data } of entries) await writeFile(join(folder, name), data)
  await writeFile(join(root, SERVER_ARCHIVE), zip(entries))
}
