import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A new folder, inside that of the test run if there is one; removed after the test. */
export function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(process.env.TEST_DIR ?? tmpdir(), 'infra-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
