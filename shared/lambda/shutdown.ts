import type { Context } from '../context.ts'

/** What Lambda leaves a function between its word and its end, where an extension is registered; less a little. */
const GRACE_MS = 250
/** For the answers of what was finished to be handed over. */
const LAST_ANSWERS_MS = 50

/** Finishes what is under way when Lambda says that it ends the process, and then ends it. */
export function endOnShutdown(context: Pick<Context, 'announceStop' | 'close'>): void {
  process.once('SIGTERM', () => {
    setTimeout(() => process.exit(0), GRACE_MS + 2 * LAST_ANSWERS_MS)
    context.announceStop()
    void context.close(Date.now() + GRACE_MS).finally(() => setTimeout(() => process.exit(0), LAST_ANSWERS_MS))
  })
}
