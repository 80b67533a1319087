import type { Progress } from './progress.ts'

/**
 * Does several things at once. When one fails the others are called off, and awaited: nothing goes on, or is left, when
 * this rejects with the first failure.
 */
export async function together<const Tasks extends readonly ((progress: Progress) => Promise<unknown>)[]>(
  progress: Progress,
  tasks: Tasks,
): Promise<{ -readonly [K in keyof Tasks]: Awaited<ReturnType<Tasks[K]>> }> {
  const controller = new AbortController()
  const signals = [controller.signal, ...(progress.signal ? [progress.signal] : [])]
  const shared: Progress = { say: progress.say, signal: AbortSignal.any(signals) }
  let first: { error: unknown } | undefined
  const fail = (error: unknown) => {
    first ??= { error }
    controller.abort()
  }
  const results = await Promise.all(tasks.map((task) => task(shared).catch(fail)))
  if (first !== undefined) throw first.error
  return results as { -readonly [K in keyof Tasks]: Awaited<ReturnType<Tasks[K]>> }
}
