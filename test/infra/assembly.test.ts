import { equal } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MODULES, moduleSource } from '../../infra/assembly/compile.ts'

for (const module of MODULES) {
  test(`the WebAssembly module of ${module.entry} is what its source compiles to`, async () => {
    const committed = new URL('module.ts', module.folder)
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    equal(readFileSync(committed, 'utf8'), await moduleSource(module, { say }))
  })
}
