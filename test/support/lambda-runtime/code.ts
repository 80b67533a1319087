import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ARCHIVE } from '../../../infra/bundle/build.ts'
import { ensureBundle } from '../bundle.ts'

const run = promisify(execFile)
const archive = fileURLToPath(new URL(`../../../${ARCHIVE}`, import.meta.url))

/** The code of the functions as Lambda has it: the zip, unpacked into a folder with nothing else. */
export interface Code {
  readonly folder: string
  remove(): Promise<void>
}

export async function unpackCode(): Promise<Code> {
  await ensureBundle()
  const folder = await mkdtemp(join(process.env.TEST_DIR ?? tmpdir(), 'task-'))
  await run('python3', ['-m', 'zipfile', '-e', archive, folder])
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
