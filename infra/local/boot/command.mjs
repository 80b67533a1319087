import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { watchParents } from './parents.mjs'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs a child to its end, with this process's standard streams; see command.d.mts. */
export function runCommand(command, args, { cwd, env = process.env, lifeline = false, output = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['inherit', output, 'inherit', ...(lifeline ? ['ipc'] : [])]
    const child = spawn(command, args, { cwd, env, stdio })
    const forward = (signal) => child.kill(signal)
    for (const signal of forwarded) process.on(signal, forward)
    const unwatch = watchParents(() => forward('SIGTERM'))
    const settle = (finish) => {
      unwatch()
      for (const signal of forwarded) process.off(signal, forward)
      finish()
    }
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code, signal) => settle(() => resolve(code ?? 128 + constants.signals[signal])))
  })
}
