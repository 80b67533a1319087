import { httpApiEvent, responseOf } from '../lambda-event.ts'
import { baseEnvironment } from '../proxy-process.ts'
import { client } from './client.ts'
import { type Code, unpackCode } from './code.ts'
import { type ExecutionEnvironment, startEnvironment, type Timing } from './environment.ts'
import type { Posted } from './posted.ts'
import { streamedResponse } from './streamed.ts'

/** A function as Lambda runs it: as many execution environments as there are requests at once, up to a number. */
export interface LambdaFunction {
  /** Those that are alive. */
  readonly environments: readonly ExecutionEnvironment[]
  /** How many were started until now. */
  started(): number
  /** What the function answers to an event, as it came to the Runtime API. */
  invoke(event: object, timing?: Timing): Promise<Posted>
  /** The same for a request, as its client sees it. */
  fetch(path: string, init?: RequestInit, timing?: Timing): Promise<Response>
  close(): Promise<void>
}

export interface FunctionOptions {
  /** Default: `http.handler`. */
  readonly handler?: string
  /** Besides what every proxy under test has. */
  readonly environment?: Readonly<Record<string, string>>
  /** Most execution environments; what comes while all are busy waits. Default: 1. */
  readonly concurrency?: number
  /** Whether one execution environment serves them all, as on Managed Instances. */
  readonly shared?: boolean
  readonly memoryMb?: number
  readonly freezes?: boolean
  /** Default: the zip, unpacked. */
  readonly folder?: string
  /** Makes the event of a request. Default: that of HTTP APIs and function URLs. */
  readonly eventOf?: (request: Request) => Promise<object>
}

/** A function whose first execution environment is there already. */
export async function startFunction(options: FunctionOptions = {}): Promise<LambdaFunction> {
  const { handler = 'http.handler', concurrency = 1, eventOf = httpApiEvent, memoryMb, freezes } = options
  const code: Code = options.folder ? { folder: options.folder, remove: async () => {} } : await unpackCode()
  const free: ExecutionEnvironment[] = []
  const all = new Set<ExecutionEnvironment>()
  const waiting: (() => void)[] = []
  let busy = 0
  let started = 0

  function start(): Promise<ExecutionEnvironment> {
    started++
    return startEnvironment({
      client,
      folder: code.folder,
      handler,
      environment: { ...baseEnvironment(), ...quiet, ...options.environment },
      ...(memoryMb !== undefined && { memoryMb }),
      ...(freezes !== undefined && { freezes }),
    })
  }

  async function take(): Promise<ExecutionEnvironment> {
    while (busy >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve))
    busy++
    const [only] = all
    if (options.shared && only?.isAlive()) return only
    const idle = free.pop()
    if (idle?.isAlive()) return idle
    if (idle) all.delete(idle)
    try {
      const one = await start()
      all.add(one)
      return one
    } catch (error) {
      release()
      throw error
    }
  }

  function release(one?: ExecutionEnvironment): void {
    busy--
    if (one?.isAlive() && !options.shared) free.push(one)
    else if (one && !one.isAlive()) all.delete(one)
    waiting.shift()?.()
  }

  async function invoke(event: object, timing?: Timing): Promise<Posted> {
    const one = await take()
    try {
      return await one.invoke(event, timing)
    } finally {
      release(one)
    }
  }

  const first = await take()
  release(first)
  return {
    get environments() {
      return [...all]
    },
    started: () => started,
    invoke,
    async fetch(path, init, timing) {
      const posted = await invoke(await eventOf(new Request(`https://proxy.test${path}`, init)), timing)
      if (posted.failed) throw new Error(`The function failed: ${posted.body}`)
      if (posted.headers['lambda-runtime-function-response-mode']) return streamedResponse(posted)
      return responseOf(JSON.parse(posted.body.toString()))
    },
    async close() {
      for (const each of all) if (each.isAlive()) await each.stop()
      await code.remove()
    },
  }
}

const quiet = {
  KAFKA_REST_AUTH_NONE: 'true',
  KAFKA_REST_LOG_LEVEL: 'warn',
  KAFKA_REST_METRICS_EMF_ENABLE: 'false',
}
