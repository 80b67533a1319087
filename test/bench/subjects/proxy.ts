import { join } from 'node:path'
import { projectFolder } from '../../../infra/local/folders.ts'
import { startDaemon } from '../../../infra/local/processes/daemon.ts'
import { anyPort } from '../../../infra/local/processes/ports.ts'
import { SERVER_FLAGS } from '../../../infra/local/server-flags.ts'
import type { Address } from '../load/address.ts'

export interface ProxyOptions {
  /** Holds log and pid file. */
  readonly dir: string
  readonly kafka: string
  /** Variables besides those that say where it listens and where Kafka is. */
  readonly settings: Readonly<Record<string, string>>
  /** Where to leave a CPU profile when it ends; none without. */
  readonly profileDir?: string
  /** Where Node's inspector listens, on loopback; it does not without. */
  readonly inspectPort?: number
  readonly signal: AbortSignal
}

/** The proxy under test. */
export interface RunningProxy extends Address {
  readonly pid: number
  stop(): Promise<void>
}

/** Starts the node server as it is, with default settings but for those that are given; resolves when it serves. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { dir, kafka, settings, profileDir, inspectPort, signal } = options
  const port = await anyPort()
  const inherited = Object.entries(process.env).filter(([name]) => !/^KAFKA_(REST|MQTT)_/.test(name))
  const profile = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]
  const daemon = await startDaemon({
    name: 'proxy',
    dir,
    command: process.execPath,
    args: [
      ...profile,
      ...(inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`]),
      ...SERVER_FLAGS,
      '--disable-warning=ExperimentalWarning',
      join(projectFolder, 'functions', 'server.ts'),
    ],
    env: {
      ...Object.fromEntries(inherited),
      KAFKA_REST_BOOTSTRAP_SERVERS: kafka,
      KAFKA_REST_LISTENERS: `http://127.0.0.1:${port}`,
      ...settings,
    },
    ports: { http: port },
    graceMs: 12_000,
    ready: async (asking) => (await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: asking })).ok,
    signal,
  })
  return { pid: daemon.pid, host: '127.0.0.1', port, stop: () => daemon.stop() }
}
