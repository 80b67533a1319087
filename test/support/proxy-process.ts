import { type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { stack } from './stack.ts'

/** The node server in a process of its own. */
export interface ProxyProcess {
  readonly url: string
  readonly pid: number
  /** The log so far, a line each. */
  readonly log: readonly string[]
  /** Sends a signal and waits for the end; the exit code, `null` when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Settings every proxy under test has: the real stack, a free port, nobody asked who they are. */
export function baseEnvironment(): Record<string, string> {
  return {
    KAFKA_REST_BOOTSTRAP_SERVERS: stack.kafka,
    KAFKA_REST_SCHEMA_REGISTRY_URL: stack.registry,
    KAFKA_REST_DYNAMODB_ENDPOINT: stack.dynamodb,
    KAFKA_REST_LISTENERS: 'http://127.0.0.1:0',
  }
}

/** What is run, and how, when it is not the node server by the user who tests. */
export interface Program extends Pick<SpawnOptions, 'uid' | 'gid' | 'cwd'> {
  /** Node's; this process's own without. */
  readonly command?: string
  /** What Node is told. */
  readonly args: readonly string[]
}

/** As it is installed; benchmarks, for which nobody has packaged it, run the source. */
const SERVER: Program = {
  args: [process.env.TEST_SERVER ?? fileURLToPath(new URL('../../functions/server.ts', import.meta.url))],
}

/** @param environment  settings besides {@link baseEnvironment}, or in their place */
export async function startProxy(
  environment: Record<string, string> = {},
  { command = process.execPath, args, ...options }: Program = SERVER,
): Promise<ProxyProcess> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^KAFKA_(REST|MQTT)_/.test(name))
  const child = spawn(command, args, {
    ...options,
    env: { ...Object.fromEntries(inherited), ...baseEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test that failed before it stopped its proxy must not leave it behind, nor wait for it.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  const log: string[] = []
  const exited = once(child, 'exit') as Promise<[number | null]>
  const port = new Promise<number>((resolve, reject) => {
    const take = (line: string) => {
      log.push(line)
      if (line.includes('"server.started"')) resolve(JSON.parse(line).port)
    }
    createInterface({ input: child.stdout }).on('line', take)
    createInterface({ input: child.stderr }).on('line', take)
    exited.then(([code]) => reject(new Error(`The proxy ended with ${code} at its start:\n${log.join('\n')}`)))
  })
  const url = `http://127.0.0.1:${await port}`
  const handles = [child, child.stdout, child.stderr] as unknown as { ref(): void; unref(): void }[]
  for (const handle of handles) handle.unref()
  return {
    url,
    pid: child.pid ?? 0,
    log,
    async stop(signal = 'SIGTERM') {
      for (const handle of handles) handle.ref()
      child.kill(signal)
      const [code] = await exited
      return code
    },
  }
}
