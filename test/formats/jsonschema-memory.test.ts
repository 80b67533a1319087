import { equal } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Of the heap, in MB: what the bodies take as values, and not much more. */
const HEAP = 64

test('however many errors a datum has, few are kept: a small heap is enough', () => {
  const script = fileURLToPath(new URL('./jsonschema/hostile.ts', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [`--max-old-space-size=${HEAP}`, script], { encoding: 'utf8' })
  equal(status, 0, stderr.slice(-2_000))
})
