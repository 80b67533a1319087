import type { Progress } from '../processes/progress.ts'

/**
 * Gets what some tests need, and says where it is in a variable. Where it cannot be had `…_MISSING` says why: these tests are
 * left out then, and fail in CI.
 *
 * @param name  of the variable
 */
export async function got(
  name: string,
  get: (progress: Progress) => Promise<string>,
  progress: Progress,
): Promise<NodeJS.ProcessEnv> {
  const missing = `${name}_MISSING`
  try {
    return { [name]: await get(progress), [missing]: undefined }
  } catch (error) {
    if (progress.signal?.aborted) throw error
    const { message } = error as Error
    progress.say(message)
    return { [name]: undefined, [missing]: message }
  }
}
