import { sep } from 'node:path'
import { lambdaRuntimeClient } from '../downloads/lambda-ric.ts'
import type { Progress } from '../processes/progress.ts'
import { got } from './got.ts'

const folders = [`test${sep}functions${sep}runtime`, `test${sep}faults${sep}lambda`]

/**
 * Gets AWS Lambda's runtime client, if one of the files is a test under it, and says where it is: a variable that those tests
 * read. Where it cannot be built the variable says why: these tests are left out then, and fail in CI.
 */
export async function lambdaRuntime(files: readonly string[], progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (!files.some((file) => folders.some((folder) => file.startsWith(folder)))) return {}
  return await got('TEST_LAMBDA_RIC', lambdaRuntimeClient, progress)
}
