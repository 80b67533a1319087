import { equal } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileModule, moduleSource } from '../../infra/assembly/compile.ts'

test('the WebAssembly module is what its source compiles to', async () => {
  const committed = new URL('../../shared/consume/render/runs/module.ts', import.meta.url)
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  equal(readFileSync(committed, 'utf8'), moduleSource(await compileModule({ say })))
})
