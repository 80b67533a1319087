import type { Context } from '../context.ts'

/** What Lambda leaves a function between its word and its end, where an extension is registered; less a little. */
const GRACE_MS = 250
/** For the answers of what was finished to be handed over. */
const LAST_ANSWERS_MS = 50

/** Finishes what is under way when Lambda says that it ends the process, and then ends it. */
export function endOnShutdown(context: Pick<Context, 'announceStop' | 'close'>): void {
  process.once('SIGTERM', (signal) => {
    setTimeout(end, GRACE_MS + 2 * LAST_ANSWERS_MS, signal)
    context.announceStop()
    void context.close(Date.now() + GRACE_MS).finally(() => setTimeout(end, LAST_ANSWERS_MS, signal))
  })
}

/**
 * By the same signal, for which nobody listens any more. An exit would wait for the thread in which Lambda's runtime client asks for the
 * next event: until Lambda kills the process.
 */
function end(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal)
}
