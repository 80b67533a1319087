import { rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleServer } from '../../infra/bundle/server.ts'

/** Puts the packaged server into a folder where nothing else is; it is gone after the tests. */
export async function unpackServer(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'kafka-rest-edge-server-'))
  process.once('exit', () => rmSync(parent, { recursive: true, force: true }))
  // Another user may have to get in.
  await chmod(parent, 0o755)
  const folder = join(parent, 'app')
  await mkdir(folder)
  for (const { name, data } of await bundleServer()) await writeFile(join(folder, name), data)
  return folder
}
