import { createApp } from '../../shared/app.ts'
import { loadConfig } from '../../shared/config/config.ts'
import { createContext } from '../../shared/context.ts'
import { createLog } from '../../shared/telemetry/log.ts'
import { createPrometheusMetrics } from '../../shared/telemetry/prometheus.ts'
import { httpApiEvent, responseOf } from './lambda-event.ts'
import { loadHandler } from './load-handler.ts'
import { baseEnvironment, startProxy } from './proxy-process.ts'

/** One way to run the product; contract cases are run against each. */
export interface Target {
  readonly name: string
  /** @param path  begins with a slash */
  fetch(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** The ways to run the product, by name. */
export const targets: Readonly<Record<string, (environment?: Record<string, string>) => Promise<Target>>> = {
  'the app in process': startApp,
  'the node server': startServer,
  'the bundled Lambda handler': startHandler,
}

/** The application without a server. */
export async function startApp(environment: Record<string, string> = {}): Promise<Target> {
  const config = loadConfig({ ...baseEnvironment(), ...environment })
  const context = createContext(config, { log: createLog('silent'), createMetrics: createPrometheusMetrics })
  const app = createApp(context)
  return {
    name: 'the app in process',
    fetch: async (path, init) => app.request(`http://proxy.test${path}`, init),
    close: () => context.close(Date.now() + 5000),
  }
}

async function startServer(environment: Record<string, string> = {}): Promise<Target> {
  const proxy = await startProxy(environment)
  return {
    name: 'the node server',
    fetch: (path, init) => fetch(proxy.url + path, init),
    close: async () => {
      await proxy.stop()
    },
  }
}

/** The handler out of the bundle, given the events API Gateway would make of the requests. */
async function startHandler(environment: Record<string, string> = {}): Promise<Target> {
  const { invoke, close } = await loadHandler(environment)
  return {
    name: 'the bundled Lambda handler',
    fetch: async (path, init) =>
      responseOf(await invoke(await httpApiEvent(new Request(`https://proxy.test${path}`, init)))),
    close,
  }
}
