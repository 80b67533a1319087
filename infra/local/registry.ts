import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { apicurioFolder, apicurioVersion } from './downloads/apicurio.ts'
import { java } from './downloads/java.ts'
import { jvmOptions } from './jvm.ts'
import { type Daemon, startDaemon } from './processes/daemon.ts'
import { anyPort } from './processes/ports.ts'
import { type Progress, silent } from './processes/progress.ts'
import type { ProcessRecord } from './processes/record.ts'
import { together } from './processes/together.ts'

export interface RegistryOptions {
  /** Holds log and pid file, and the schemas if they are kept. */
  dir: string
  /** Default: any free port. */
  port?: number
  /** Schemas survive in `dir`; otherwise they live and die with the process. Default: false. */
  keep?: boolean
  jvm?: readonly string[]
  owner?: ProcessRecord['owner']
  progress?: Progress
}

export interface Registry extends Daemon {
  /** Base address of the Confluent compatible API; it has a path. */
  readonly url: string
}

/** The base address of a registry on a port. */
export function registryUrl(port: number): string {
  return `http://127.0.0.1:${port}/apis/ccompat/v7`
}

/** Whether a registry lists its subjects. */
export async function registryAnswers(port: number, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${registryUrl(port)}/subjects`, { signal })
  await response.body?.cancel()
  return response.status === 200
}

/** Starts Apicurio Registry with its Confluent compatible API and Confluent's default compatibility, BACKWARD. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const { dir, keep = false, progress = silent } = options
  const [runtime, app] = await together(progress, [java, apicurioFolder])
  const port = options.port ?? (await anyPort())
  const managementPort = await anyPort()
  mkdirSync(dir, { recursive: true })
  const settings = {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': port,
    'quarkus.management.host': '127.0.0.1',
    'quarkus.management.port': managementPort,
    'apicurio.datasource.jdbc.initial-size': 1,
    'apicurio.datasource.jdbc.min-size': 1,
    'apicurio.rules.global.compatibility': 'BACKWARD',
    ...(keep && { 'apicurio.datasource.url': `jdbc:h2:file:${join(dir, 'schemas')}` }),
  }
  const jvm = jvmOptions({
    java: runtime,
    heap: '192m',
    program: `apicurio-${apicurioVersion}`,
    extra: options.jvm ?? [],
  })
  const properties = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`)
  const daemon = await startDaemon({
    name: 'registry',
    dir,
    command: runtime.command,
    args: [...jvm, ...properties, '-jar', join(app, 'quarkus-run.jar')],
    cwd: dir,
    ports: { registry: port, management: managementPort },
    owner: options.owner,
    graceMs: 10_000,
    ready: (signal) => registryAnswers(port, signal),
    signal: progress.signal,
  })
  return { ...daemon, url: registryUrl(port) }
}
