import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Daemon, startDaemon } from '../../../infra/local/processes/daemon.ts'
import { anyPort } from '../../../infra/local/processes/ports.ts'
import { newFolder } from '../folder.ts'

/** Folder of Mosquitto's programs; an empty text where they cannot be had. */
const folder = process.env.TEST_MOSQUITTO ?? ''

/**
 * Tests that need Mosquitto. Where it cannot be had there is one test in their place that says why: left out on somebody's
 * machine, failed in CI.
 */
export function describeWithMosquitto(about: string, define: () => void): void {
  if (folder !== '') {
    describe(about, define)
    return
  }
  const reason = process.env.TEST_MOSQUITTO_MISSING ?? "Mosquitto is got by 'npm test [file]'."
  test(about, { skip: process.env.CI ? false : reason }, () => {
    throw new Error(reason)
  })
}

/** What one of Mosquitto's clients said, and how it ended. */
export interface ClientResult {
  readonly code: number | null
  readonly output: string
}

/** Runs a client of Mosquitto to its end. @param input  what it reads from standard input */
export function mosquittoClient(
  program: 'mosquitto_pub' | 'mosquitto_sub',
  args: readonly (string | number)[],
  input = '',
): Promise<ClientResult> {
  return run(program, args, input)
}

/** Path of one of Mosquitto's programs, for a test that ends it itself. */
export function mosquittoProgram(program: 'mosquitto_pub' | 'mosquitto_sub'): string {
  return join(folder, program)
}

async function run(program: string, args: readonly (string | number)[], input = ''): Promise<ClientResult> {
  const child = spawn(join(folder, program), args.map(String), { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** A broker of MQTT on a port of its own, which keeps sessions and messages on disk. */
export interface Mosquitto {
  readonly port: number
  readonly url: string
  /** Resolves when it is gone; what it had not written yet is lost with SIGKILL. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Ends it if it runs, and starts it again on the same port with what it has kept. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** @param lines  of its configuration, besides the listener and persistence */
export async function startMosquitto(lines: readonly string[] = ['allow_anonymous true']): Promise<Mosquitto> {
  const port = await anyPort()
  const dir = newFolder('mosquitto')
  mkdirSync(join(dir, 'data'), { recursive: true })
  const file = join(dir, 'mosquitto.conf')
  // As root it would become the user mosquitto, which there need not be.
  const own = process.getuid?.() === 0 ? ['user root'] : []
  const configuration = [
    ...own,
    'per_listener_settings false',
    `listener ${port} 127.0.0.1`,
    'persistence true',
    `persistence_location ${join(dir, 'data')}/`,
    'autosave_interval 1',
    'autosave_on_changes true',
    'max_queued_messages 0',
    'log_type all',
    ...lines,
  ]
  writeFileSync(file, `${configuration.join('\n')}\n`)

  function start(): Promise<Daemon> {
    return startDaemon({
      name: 'mosquitto',
      dir,
      command: join(folder, 'mosquitto'),
      args: ['-c', file],
      ports: { mqtt: port },
      appendLog: true,
      graceMs: 5000,
      ready: () => listens(port),
      readyTimeoutMs: 10_000,
    })
  }

  let daemon = await start()
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    async kill(signal) {
      await daemon.kill(signal)
      await daemon.ended
    },
    async restart() {
      await daemon.stop()
      daemon = await start()
    },
    stop: () => daemon.stop(0),
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Writes a file of users and passwords as Mosquitto reads it. */
export async function writePasswords(file: string, users: Readonly<Record<string, string>>): Promise<void> {
  writeFileSync(
    file,
    Object.entries(users)
      .map(([user, password]) => `${user}:${password}\n`)
      .join(''),
  )
  const { code, output } = await run('mosquitto_passwd', ['-U', file])
  if (code !== 0) throw new Error(`mosquitto_passwd: ${output}`)
}
