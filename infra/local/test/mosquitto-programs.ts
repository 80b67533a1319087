import { sep } from 'node:path'
import { mosquitto } from '../downloads/mosquitto.ts'
import type { Progress } from '../processes/progress.ts'
import { got } from './got.ts'

const folders = [`test${sep}mqtt${sep}source`, `test${sep}interop${sep}mqtt`]

/**
 * Gets Mosquitto and its clients, if one of the files is a test with them, and says in which folder they are: a variable that
 * those tests read. Where they cannot be had the variable says why: these tests are left out then, and fail in CI.
 */
export async function mosquittoPrograms(files: readonly string[], progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (!files.some((file) => folders.some((folder) => file.startsWith(folder)))) return {}
  return await got('TEST_MOSQUITTO', mosquitto, progress)
}
