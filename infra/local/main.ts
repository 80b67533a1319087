const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command of the project to its end. SIGINT, SIGTERM, SIGHUP and the death of the process that started it abort the
 * signal, once however often they come: a terminal and npm each send Ctrl-C along. An error is one message, no stack.
 *
 * @param run  gives the exit code; when it was aborted it may as well throw
 */
export async function main(run: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  for (const signal of signals) process.on(signal, abort)
  process.once('disconnect', abort)
  // A terminal that was closed takes no more lines; what is to be stopped must be stopped all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  let code: number
  try {
    code = await run(controller.signal)
  } catch (error) {
    if (!controller.signal.aborted) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    code = controller.signal.aborted ? 130 : 1
    controller.abort()
  }
  process.exit(code)
}
