import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 5

/**
 * Waits until a process that was sent SIGSTOP stands still. The signal begins with one of its threads, and the others run
 * on until that one has had its turn of a processor, and they theirs: on a busy machine long enough to answer a request.
 *
 * @returns whether it stands still, or is gone
 */
export async function frozen(pid: number, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs
  while (!states(pid).every((state) => /^[TtZX]/.test(state))) {
    if (Date.now() > until) return false
    await delay(pollMs)
  }
  return true
}

/** Of each thread, as `ps` writes it; elsewhere than on Linux, of the process. */
function states(pid: number): string[] {
  try {
    if (process.platform !== 'linux') return [execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' })]
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => stateOf(`/proc/${pid}/task/${thread}/stat`))
  } catch {
    return []
  }
}

/** Nothing when the thread has ended in between. */
function stateOf(file: string): string[] {
  try {
    const stat = readFileSync(file, 'utf8')
    // After the program's name in brackets, which may hold brackets itself.
    return [stat.slice(stat.lastIndexOf(')') + 2)]
  } catch {
    return []
  }
}
