import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Posted } from './posted.ts'
import { type InvokeOptions, type RuntimeApi, startRuntimeApi } from './runtime-api.ts'

/** One execution environment of a function: AWS's own runtime client in a process, frozen whenever it has nothing to do. */
export interface ExecutionEnvironment {
  readonly pid: number
  /** What it wrote, a line each. */
  readonly log: readonly string[]
  /** Milliseconds from the process's start to its first question for work. */
  readonly initMs: number
  /** Milliseconds of processor time that all its threads had until then. */
  readonly initCpuMs: number
  /** What the runtime said when the function could not begin. */
  readonly initError: Posted | undefined
  /** Whether it is frozen now. */
  frozen(): boolean
  isAlive(): boolean
  /** Bytes of memory that it occupies. */
  residentBytes(): number
  /**
   * Thaws it for an event. Not answered at its end, it is killed, as Lambda does.
   *
   * @throws TimedOut  it was killed
   * @throws Error     it ended by itself
   */
  invoke(event: object, options?: Timing): Promise<Posted>
  /** Sends a signal, to a thawed process; the exit code, `null` when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export interface Timing extends Pick<InvokeOptions, 'read'> {
  /** Of the invocation. Default: 29 s. */
  readonly timeoutMs?: number
}

export interface Launch {
  /** Of `aws-lambda-ric`: its index.mjs. */
  readonly client: string
  /** Folder with the unpacked code. */
  readonly folder: string
  /** For example `http.handler`. */
  readonly handler: string
  /** The function's own variables. */
  readonly environment: Readonly<Record<string, string>>
  /** Default: as the product recommends, 1024. */
  readonly memoryMb?: number
  /** Whether it is frozen between two invocations. Default: true. */
  readonly freezes?: boolean
}

/** Task timed out: Lambda has killed the process. */
export class TimedOut extends Error {}

/** Starts a process; resolves when it asks for work, or has said that it cannot. */
export async function startEnvironment(launch: Launch): Promise<ExecutionEnvironment> {
  const { client, folder, freezes = true } = launch
  let frozen = false
  let alive = true
  let ending = false
  const api = await startRuntimeApi(
    () => freezes && !ending && send('SIGSTOP'),
    () => freezes && send('SIGCONT'),
  )
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...memoryOptions(launch), client], {
    cwd: folder,
    env: environmentOf(launch, api),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => log.push(line))
  }
  const exited = once(child, 'exit') as Promise<[number | null]>
  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  const gone = exited.then(async ([code]) => {
    alive = false
    process.off('exit', killed)
    api.abandon(new Error(`The runtime ended with ${code}:\n${log.slice(-20).join('\n')}`))
    await api.close()
    return code
  })

  function send(signal: NodeJS.Signals): void {
    if (!alive) return
    child.kill(signal)
    frozen = signal === 'SIGSTOP'
  }

  const initError = await Promise.race([
    api.begun,
    gone.then((code) => {
      throw new Error(`The runtime ended with ${code} at its start:\n${log.join('\n')}`)
    }),
  ])
  const initMs = performance.now() - startedAt
  const initCpuMs = processorMs(child.pid ?? 0)
  unref(child)

  return {
    pid: child.pid ?? 0,
    log,
    initMs,
    initCpuMs,
    initError,
    frozen: () => frozen,
    isAlive: () => alive,
    residentBytes: () => residentBytes(child.pid ?? 0),
    async invoke(event, { timeoutMs = 29_000, read } = {}) {
      if (!alive) throw new Error('The environment has gone.')
      const { ended } = api.invoke(event, { deadline: Date.now() + timeoutMs, ...(read && { read }) })
      const timer = setTimeout(() => {
        api.abandon(new TimedOut(`Task timed out after ${timeoutMs / 1000} seconds`))
        child.kill('SIGKILL')
        alive = false
      }, timeoutMs)
      return ended.finally(() => clearTimeout(timer))
    },
    async stop(signal = 'SIGKILL') {
      ending = true
      child.kill(signal)
      child.kill('SIGCONT')
      return gone
    },
  }
}

/** As the runtimes of AWS share out a function's memory: a tenth for what is young, of which two halves are used in turn. */
function memoryOptions({ memoryMb = 1024 }: Launch): string[] {
  const young = Math.floor(memoryMb / 10)
  return [
    `--max-semi-space-size=${Math.floor(young / 2)}`,
    `--max-old-space-size=${memoryMb - young}`,
    '--max-http-header-size=81920',
  ]
}

function environmentOf({ handler, folder, environment, memoryMb = 1024 }: Launch, api: RuntimeApi): NodeJS.ProcessEnv {
  const major = process.versions.node.split('.', 1)[0]
  return {
    PATH: process.env.PATH,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x`,
    AWS_LAMBDA_RUNTIME_API: api.address,
    AWS_LAMBDA_FUNCTION_NAME: 'kafka-rest-edge',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/kafka-rest-edge',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...environment,
  }
}

/** As far as the kernel counts it by threads. */
function processorMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const nanoseconds = threads.map(
    (thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0],
  )
  return nanoseconds.reduce((sum, each) => sum + Number(each) / 1e6, 0)
}

function residentBytes(pid: number): number {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]
  return Number(pages) * 4096
}

/** A test that failed before it stopped the process must not wait for it. */
function unref(child: ChildProcess): void {
  const handles = [child, child.stdout, child.stderr] as unknown as { unref(): void }[]
  for (const handle of handles) handle.unref()
}
