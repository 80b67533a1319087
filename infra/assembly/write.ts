import { writeFileSync } from 'node:fs'
import { main } from '../local/main.ts'
import { MODULES, moduleSource } from './compile.ts'

/** Compiles the WebAssembly modules anew, after a change of their source. */
await main(async (signal) => {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  for (const module of MODULES) {
    writeFileSync(new URL('module.ts', module.folder), await moduleSource(module, { say, signal }))
  }
  return 0
})
