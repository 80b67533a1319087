import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assemblyScript } from '../local/downloads/assemblyscript.ts'
import { runTool } from '../local/downloads/tool.ts'
import type { Progress } from '../local/processes/progress.ts'

/** A WebAssembly module. */
export interface Module {
  /** Holds `assembly/`, which is its source, and `module.ts`, which is made from it; ends with a slash. */
  readonly folder: URL
  /** The file in there whose exports are the module's. */
  readonly entry: string
  /** As many pages of 64 kB as assembly/layout.ts lays out. */
  readonly pages: number
}

export const MODULES: readonly Module[] = [
  { folder: new URL('../../shared/consume/render/runs/', import.meta.url), entry: 'render.ts', pages: 12 },
  { folder: new URL('../../shared/produce/scan/', import.meta.url), entry: 'scan.ts', pages: 6 },
]

/** Compiles a module. @throws Error  the compiler's own words */
async function compileModule({ folder, entry, pages }: Module, progress: Progress): Promise<Buffer> {
  const compiler = await assemblyScript(progress)
  const temp = mkdtempSync(join(tmpdir(), 'assembly-'))
  try {
    const file = join(temp, 'module.wasm')
    const options = ['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory']
    const memory = ['--initialMemory', String(pages), '--maximumMemory', String(pages)]
    const command = [compiler, entry, '--outFile', file, ...options, ...memory]
    const cwd = fileURLToPath(new URL('assembly/', folder))
    const done = await runTool(process.execPath, command, { cwd, signal: progress.signal })
    if (done?.code !== 0) throw new Error(done?.output)
    return readFileSync(file)
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
}

/** A module as a source file: what is bundled needs no file beside it, and what runs from source no compiler. */
export async function moduleSource(module: Module, progress: Progress): Promise<string> {
  const lines = (await compileModule(module, progress)).toString('base64').match(/.{1,112}/g) ?? []
  return [
    `/** assembly/${module.entry}, compiled by \`node infra/assembly/write.ts\`, in base64. */`,
    `export const MODULE = \`\n${lines.join('\n')}\n\``,
    '',
  ].join('\n')
}
