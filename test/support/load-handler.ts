import { randomUUID } from 'node:crypto'
import { ensureBundle } from './bundle.ts'
import { baseEnvironment } from './proxy-process.ts'

/** The bundled handler, loaded into this process. */
export interface LoadedHandler {
  /** Gives it an event as the Lambda runtime would; what it returns, as it stands. */
  invoke(event: object): Promise<Record<string, unknown> & { statusCode: number }>
  close(): Promise<void>
}

let copies = 0

/** @param environment  settings besides those every proxy under test has */
export async function loadHandler(environment: Record<string, string> = {}): Promise<LoadedHandler> {
  await ensureBundle()
  const before = { ...process.env }
  Object.assign(process.env, baseEnvironment(), {
    KAFKA_REST_AUTH_NONE: 'true',
    KAFKA_REST_LOG_LEVEL: 'silent',
    KAFKA_REST_METRICS_EMF_ENABLE: 'false',
    ...environment,
  })
  // The module reads its settings when it is loaded: each caller loads a copy of its own.
  const bundle = new URL(`../../dist/lambda/http.mjs?copy=${process.pid}-${copies++}`, import.meta.url)
  const { handler, close } = await import(bundle.href).finally(() => {
    process.env = before
  })
  const context = () => ({ getRemainingTimeInMillis: () => 29_000, awsRequestId: randomUUID() })
  return { invoke: (event) => handler(event, context()), close }
}
