import { handle } from 'hono/aws-lambda'
import { createApp } from '../shared/app.ts'
import { loadConfig } from '../shared/config/config.ts'
import { createContext } from '../shared/context.ts'
import { createLog } from '../shared/telemetry/log.ts'
import { noMetrics } from '../shared/telemetry/metrics.ts'

const config = loadConfig(process.env, true)
const context = createContext(config, { log: createLog(config.settings.logLevel), createMetrics: () => noMetrics })

/** AWS Lambda: HTTP API (payload 2.0), REST API, function URL and ALB events. */
export const handler = handle(createApp(context))

/** Ends the connections to Kafka; for whoever hosts the handler and outlives it, as Lambda does not. */
export const close = (): Promise<void> => context.close(Date.now() + 1000)
