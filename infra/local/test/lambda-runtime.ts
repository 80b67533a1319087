import { sep } from 'node:path'
import { lambdaRuntimeClient } from '../downloads/lambda-ric.ts'
import type { Progress } from '../processes/progress.ts'

const folders = [`test${sep}functions${sep}runtime`, `test${sep}faults${sep}lambda`]

/**
 * Gets AWS Lambda's runtime client, if one of the files is a test under it, and says where it is: a variable that those tests
 * read. Where it cannot be built the variable says why: these tests are left out then, and fail in CI.
 */
export async function lambdaRuntime(files: readonly string[], progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (!files.some((file) => folders.some((folder) => file.startsWith(folder)))) return {}
  try {
    return { TEST_LAMBDA_RIC: await lambdaRuntimeClient(progress), TEST_LAMBDA_RIC_MISSING: undefined }
  } catch (error) {
    if (progress.signal?.aborted) throw error
    progress.say((error as Error).message)
    return { TEST_LAMBDA_RIC: undefined, TEST_LAMBDA_RIC_MISSING: (error as Error).message }
  }
}
