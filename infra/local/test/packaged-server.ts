import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleServer } from '../../bundle/server.ts'

/**
 * Packages the node server, and says where it is in the variable that tests which start it read. As it is installed it
 * starts with a third of the processor time that its hundreds of sources take, and hundreds of it are started.
 *
 * @param dir  of the test run
 */
export async function packagedServer(dir: string): Promise<NodeJS.ProcessEnv> {
  const folder = join(dir, 'server')
  await mkdir(folder, { recursive: true })
  for (const { name, data } of await bundleServer()) await writeFile(join(folder, name), data)
  return { TEST_SERVER: join(folder, 'index.js') }
}
