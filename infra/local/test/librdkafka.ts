import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { librdkafkaFolder } from '../downloads/librdkafka.ts'
import { projectFolder } from '../folders.ts'
import type { Progress } from '../processes/progress.ts'
import { got } from './got.ts'

/** How a test file has the engines it runs over. */
const NEEDS_IT = /from '[./]+\/support\/librdkafka\.ts'/

/**
 * Gets the native client, if one of the files runs over it, and says where it is: a variable that those tests read. Where it
 * is not to be had the variable says why: these tests are left out then, and fail in CI.
 */
export async function nativeClient(files: readonly string[], progress: Progress): Promise<NodeJS.ProcessEnv> {
  if (!files.some((file) => NEEDS_IT.test(readFileSync(join(projectFolder, file), 'utf8')))) return {}
  return await got('TEST_LIBRDKAFKA', librdkafkaFolder, progress)
}
