import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_MS = 2
const PATIENCE_MS = 30_000

/** A start of the node server, milliseconds since its process was asked for. */
export interface Started {
  /** It takes connections. */
  readonly listeningMs: number
  /** `/health/ready` answers 200: Kafka, the registry and the table have been reached. */
  readonly readyMs: number
}

/**
 * Starts a server, waits until it is ready, and ends it.
 *
 * @param args  what Node is told
 * @param port  that it is told to listen on
 * @throws Error  it ended, or was not ready in time
 */
export async function startOnce(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<Started> {
  const from = performance.now()
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const passed = () => performance.now() - from
  async function until(reached: () => Promise<boolean>): Promise<number> {
    while (!(await reached())) {
      if (child.exitCode !== null || passed() > PATIENCE_MS) throw new Error('The node server did not become ready.')
      await delay(LOOK_MS)
    }
    return passed()
  }
  try {
    const listeningMs = await until(() => listens(port))
    const readyMs = await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok)
    return { listeningMs, readyMs }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

/** How long Node takes to start a program of nothing, milliseconds. */
export async function startOfNothing(): Promise<number> {
  const from = performance.now()
  await once(spawn(process.execPath, ['--eval', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - from
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}
