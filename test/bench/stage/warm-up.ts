import type { Calls, Load, Stage } from './stage.ts'

/** A kind of load, as it is for whoever takes part in its case. */
export interface Warming {
  readonly load: Load
  readonly calls?: Calls
  readonly echo?: boolean
  readonly peers?: boolean
}

/**
 * Keeps every process under loads like those to come, one after the other, so that its code is compiled when the first
 * window opens.
 *
 * @param totalMs  of each process
 */
export async function warmUp(
  stage: Stage,
  kinds: readonly Warming[],
  totalMs: number,
  signal: AbortSignal,
): Promise<void> {
  const timing = { settleMs: 0, durationMs: totalMs / kinds.length, pauseMs: 0 }
  for (const { load, calls, echo, peers } of kinds) {
    signal.throwIfAborted()
    await stage.proxy(load, timing)
    if (calls) await stage.engine(calls, timing)
    if (echo) await stage.echo(load, timing)
    if (peers) for (const peer of Object.values(stage.peers)) await peer.load(load, timing)
  }
}
