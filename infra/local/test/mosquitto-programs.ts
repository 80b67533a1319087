import { sep } from 'node:path'
import { mosquitto } from '../downloads/mosquitto.ts'
import type { Progress } from '../processes/progress.ts'

const folders = [`test${sep}mqtt${sep}source`, `test${sep}interop${sep}mqtt`]

/**
 * Gets Mosquitto and its clients, if one of the files is a test with them, and says in which folder they are: a variable that
 * those tests read. Where they cannot be had the variable says why: these tests are left out then, and fail in CI.
 */
export async function mosquittoPrograms(files: readonly string[], progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (!files.some((file) => folders.some((folder) => file.startsWith(folder)))) return {}
  try {
    return { TEST_MOSQUITTO: await mosquitto(progress), TEST_MOSQUITTO_MISSING: undefined }
  } catch (error) {
    if (progress.signal?.aborted) throw error
    progress.say((error as Error).message)
    return { TEST_MOSQUITTO: undefined, TEST_MOSQUITTO_MISSING: (error as Error).message }
  }
}
