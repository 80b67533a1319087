import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
const watchMs = 250

/** Runs a child to its end, with this process's standard streams; see command.d.mts. */
export function runCommand(command, args, { cwd, env = process.env, lifeline = false, output = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['inherit', output, 'inherit', ...(lifeline ? ['ipc'] : [])]
    const child = spawn(command, args, { cwd, env, stdio })
    const forward = (signal) => child.kill(signal)
    for (const signal of forwarded) process.on(signal, forward)
    const unwatch = watchParent(() => forward('SIGTERM'))
    const settle = (finish) => {
      unwatch()
      for (const signal of forwarded) process.off(signal, forward)
      finish()
    }
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code, signal) => settle(() => resolve(code ?? 128 + constants.signals[signal])))
  })
}

// npm puts a shell between itself and a script, and sends SIGTERM to the shell, which dies of it and passes nothing on.
function watchParent(orphaned) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    orphaned()
  }, watchMs)
  timer.unref()
  return () => clearInterval(timer)
}
