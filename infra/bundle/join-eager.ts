import { basename } from 'node:path'
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild'
import type { ZipEntry } from './zip.ts'

/** The file that all entries load when they start. */
const CORE = 'core.mjs'

/**
 * Joins the chunks that entries load in any case to one file. The bundler makes a chunk of what the same set of entries and
 * later imports needs, which is some forty; looking for a file, reading and linking it takes longer than what most of them hold.
 *
 * What is loaded later goes on importing from the same modules, which are in that file now, each under its chunk's name.
 */
export async function joinEager(
  files: readonly OutputFile[],
  { outputs }: Metafile,
  entries: readonly string[],
  banner: string,
): Promise<readonly ZipEntry[]> {
  const code = new Map(files.map(({ path, text }) => [basename(path), text]))
  const chunks = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]))
  const eager = new Set<string>()
  const take = (name: string) => {
    for (const { path, kind, external } of chunks.get(name)?.imports ?? []) {
      const imported = basename(path)
      if (kind !== 'import-statement' || external || eager.has(imported)) continue
      take(imported)
      eager.add(imported)
    }
  }
  for (const name of entries) take(`${name}.mjs`)

  /** What a chunk exports, as the joined file does: `before` is the side that is renamed. */
  function exportsOf(name: string, from: string, reversed: boolean): string {
    const prefix = name.replace(/\W/g, '_')
    const names = (chunks.get(name)?.exports ?? []).map((each) =>
      reversed ? `${prefix}_${each} as ${each}` : `${each} as ${prefix}_${each}`,
    )
    return `export { ${names.join(', ')} } from './${from}'\n`
  }

  const joined = [...eager].map((name) => exportsOf(name, name, false)).join('')
  const withinCore: Plugin = {
    name: 'within-core',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, kind }) => {
        if (kind === 'entry-point') return { path: basename(path), namespace: 'chunk' }
        const name = basename(path)
        const inside = kind === 'import-statement' && eager.has(name)
        return inside ? { path: name, namespace: 'chunk' } : { path, external: true }
      })
      onLoad({ filter: /./, namespace: 'chunk' }, ({ path }) => ({
        contents: path === CORE ? joined : (code.get(path) ?? ''),
      }))
    },
  }
  const outsideCore: Plugin = {
    name: 'outside-core',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, kind }) => {
        const name = basename(path)
        if (kind === 'entry-point') return { path: name, namespace: 'chunk' }
        const inside = kind === 'import-statement' && eager.has(name)
        return inside ? { path: name, namespace: 'core' } : { path, external: true }
      })
      onLoad({ filter: /./, namespace: 'chunk' }, ({ path }) => ({ contents: code.get(path) ?? '' }))
      onLoad({ filter: /./, namespace: 'core' }, ({ path }) => ({ contents: exportsOf(path, CORE, true) }))
    },
  }
  const options = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    legalComments: 'none',
    banner: { js: banner },
    outdir: '.',
    outExtension: { '.js': '.mjs' },
    write: false,
    logLevel: 'warning',
  } as const
  const rest = [...code.keys()].filter((name) => !eager.has(name))
  const pointsOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name.replace(/\.mjs$/, ''), name]))
  const built = await Promise.all([
    build({ ...options, entryPoints: pointsOf([CORE]), plugins: [withinCore] }),
    build({ ...options, entryPoints: pointsOf(rest), plugins: [outsideCore] }),
  ])
  return built.flatMap(({ outputFiles }) =>
    outputFiles.map(({ path, contents }) => ({ name: basename(path), data: contents })),
  )
}
