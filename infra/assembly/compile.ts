import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assemblyScript } from '../local/downloads/assemblyscript.ts'
import { runTool } from '../local/downloads/tool.ts'
import type { Progress } from '../local/processes/progress.ts'

const folder = fileURLToPath(new URL('../../shared/consume/render/runs/assembly', import.meta.url))

/** As many pages of 64 kB as assembly/layout.ts lays out. */
const PAGES = '12'

/** Compiles the WebAssembly module that renders records. @throws Error  the compiler's own words */
export async function compileModule(progress: Progress): Promise<Buffer> {
  const compiler = await assemblyScript(progress)
  const temp = mkdtempSync(join(tmpdir(), 'assembly-'))
  try {
    const file = join(temp, 'module.wasm')
    const options = ['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory']
    const memory = ['--initialMemory', PAGES, '--maximumMemory', PAGES]
    const command = [compiler, 'render.ts', '--outFile', file, ...options, ...memory]
    const done = await runTool(process.execPath, command, { cwd: folder, signal: progress.signal })
    if (done?.code !== 0) throw new Error(done?.output)
    return readFileSync(file)
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
}

/** The module as a source file: what is bundled needs no file beside it, and what runs from source no compiler. */
export function moduleSource(module: Buffer): string {
  const lines = module.toString('base64').match(/.{1,112}/g) ?? []
  return [
    '/** assembly/render.ts, compiled by `node infra/assembly/write.ts`, in base64. */',
    `export const MODULE = \`\n${lines.join('\n')}\n\``,
    '',
  ].join('\n')
}
