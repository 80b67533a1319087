import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder for what a test starts; `npm test` sweeps what is left in it. */
export function newFolder(hint: string): string {
  return mkdtempSync(join(process.env.TEST_DIR ?? tmpdir(), `${hint}-`))
}
