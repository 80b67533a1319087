import { writeFileSync } from 'node:fs'
import { main } from '../local/main.ts'
import { compileModule, moduleSource } from './compile.ts'

/** Compiles the WebAssembly module anew, after a change of its source. */
await main(async (signal) => {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const source = moduleSource(await compileModule({ say, signal }))
  writeFileSync(new URL('../../shared/consume/render/runs/module.ts', import.meta.url), source)
  return 0
})
