import { equal } from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { PAGES } from '../../infra/docs/write.ts'

for (const [path, page] of Object.entries(PAGES)) {
  test(`${path} says what the code's own table says (mend: node infra/docs/write.ts)`, async () => {
    equal(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), page())
  })
}
