import type { Identity } from '../../auth/verifier.ts'
import type { Context } from '../../context.ts'
import type { EntryError } from './entry-error.ts'

/** When a stream must come to an end, though its client would go on. */
export interface Closing {
  /** Why records are not taken any more; `undefined` while they are. */
  reason(): EntryError | undefined
  /** The stream has ended: nothing is waited for any more. */
  end(): void
}

const TOO_OLD: EntryError = {
  code: 408,
  message: 'Streaming connection open for longer than allowed: Connection will be closed.',
}
const EXPIRED: EntryError = { code: 401, message: 'The credentials have expired: Connection will be closed.' }
const STOPPING: EntryError = {
  code: 503,
  message: 'This proxy is stopping: Connection will be closed. Send the record again over another one.',
}
/** What a timer can hold. */
const MAX_TIMER_MS = 0x7fffffff

/**
 * Watches a stream's age, its caller's credentials and whether the proxy stops. For a grace period each further record is
 * answered with the reason, then `onOver` is called (contract C.9, 408).
 */
export function createClosing({ expiresAt }: Identity, { settings, onStop }: Context, onOver: () => void): Closing {
  const { streamMaxMs, streamGraceMs } = settings
  let reason: EntryError | undefined
  let timer: NodeJS.Timeout | undefined

  function close(why: EntryError): void {
    if (reason) return
    reason = why
    clearTimeout(timer)
    timer = setTimeout(onOver, streamGraceMs)
  }
  const expiresInMs = expiresAt - Date.now()
  if (expiresInMs < streamMaxMs) timer = setTimeout(close, Math.max(0, expiresInMs), EXPIRED)
  else timer = setTimeout(close, Math.min(streamMaxMs, MAX_TIMER_MS), TOO_OLD)
  const forget = onStop(() => close(STOPPING))

  return {
    reason: () => reason,
    end() {
      clearTimeout(timer)
      forget()
    },
  }
}
