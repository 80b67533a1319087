import { join } from 'node:path'
import type { LoadOrder } from '../load/order.ts'
import type { Measurement } from '../measure/measurement.ts'
import { startChild } from '../subjects/child.ts'
import type { EngineOrder } from '../subjects/engine-order.ts'
import { type ProxyOptions, startProxy } from '../subjects/proxy.ts'
import type { Served, Stage, Subject } from './stage.ts'

/** What subjects need around them. */
export interface Surroundings {
  readonly dir: string
  /** Bootstrap address. */
  readonly kafka: string
  /** Pid. */
  readonly broker: number
  /** The engine writes to it. */
  readonly topic: string
  /** Of all proxies. */
  readonly settings: Readonly<Record<string, string>>
  /** Whether the proxies leave CPU profiles. */
  readonly profile: boolean
  readonly signal: AbortSignal
  /** Gets the end of each process, in the order of their starts. */
  readonly closers: (() => Promise<void>)[]
}

/** Those that are measured on every stage. */
export interface Subjects extends Pick<Stage, 'proxyWith' | 'proxies' | 'echo' | 'engine'> {
  readonly proxy: { readonly server: Served & { readonly pid: number }; readonly load: Stage['proxy'] }
  /** The way to measure another server of HTTP. */
  under(server: Served): Stage['proxy']
}

/** Starts the proxy, the engine alone, the echo and the load generator, each in a process of its own. */
export async function startSubjects(around: Surroundings): Promise<Subjects> {
  const { dir, kafka, broker, topic, profile, signal, closers } = around
  const pids: number[] = []
  async function start(
    name: string,
    settings: Readonly<Record<string, string>> = {},
    looking: Pick<ProxyOptions, 'inspectPort'> = {},
  ) {
    const { pid, host, port, stop } = await startProxy({
      ...{ dir: join(dir, name), kafka, signal, settings: { ...around.settings, ...settings } },
      ...looking,
      ...(profile && { profileDir: join(dir, '..', 'profiles') }),
    })
    closers.push(stop)
    pids.push(pid)
    return { pid, host, port }
  }
  async function child<Ready = null>(module: string, ...args: string[]) {
    const started = await startChild<Ready>(new URL(module, import.meta.url), args)
    closers.push(started.stop)
    return started
  }

  const proxy = await start('proxy')
  const engine = await child('../subjects/engine-process.ts', kafka)
  const echo = await child<number>('../subjects/echo-process.ts')
  const load = await child('../load/load-process.ts')

  function under(server: Served): Stage['proxy'] {
    const { pid } = server
    const watched = { broker, ...(pid !== undefined && { subject: pid }) }
    return (kind, timing) => load.ask<Measurement>({ ...kind, ...timing, server, ...watched } satisfies LoadOrder)
  }
  return {
    proxy: { server: proxy, load: under(proxy) },
    under,
    proxies: () => pids,
    async proxyWith(name, settings, looking): Promise<Subject> {
      const server = await start(name, settings, looking)
      return { server, load: under(server) }
    },
    echo: under({ host: '127.0.0.1', port: echo.ready, pid: echo.pid }),
    engine: (calls, timing) => engine.ask<Measurement>({ ...calls, ...timing, topic, broker } satisfies EngineOrder),
  }
}
