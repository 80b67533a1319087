import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder for a broker of a test's own, inside that of the test run if there is one, which sweeps it. */
export function newFolder(): string {
  return mkdtempSync(join(process.env.TEST_DIR ?? tmpdir(), 'broker-'))
}
