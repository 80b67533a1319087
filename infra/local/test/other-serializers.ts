import { join, sep } from 'node:path'
import { pythonEnvironment } from '../downloads/python.ts'
import { projectFolder } from '../folders.ts'
import type { Progress } from '../processes/progress.ts'

const folder = `test${sep}interop${sep}`

/**
 * Makes the Python with other implementations' serializers, if one of the files is a test against them, and says where it is:
 * a variable that those tests read. Where it cannot be made the variable says why: these tests fail then, and no others.
 */
export async function otherSerializers(files: readonly string[], progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (!files.some((file) => file.startsWith(folder))) return {}
  try {
    return { TEST_PYTHON: await pythonEnvironment(join(projectFolder, folder, 'requirements.txt'), progress) }
  } catch (error) {
    if (progress.signal?.aborted) throw error
    return { TEST_PYTHON: undefined, TEST_PYTHON_MISSING: (error as Error).message }
  }
}
