import type { LambdaContext } from 'hono/aws-lambda'
import { createApp } from '../shared/app.ts'
import { readConfig } from '../shared/config/read-config.ts'
import { createContext } from '../shared/context.ts'
import { bufferedResult, createServe } from '../shared/lambda/handler.ts'
import { withinLambda } from '../shared/lambda/limits.ts'
import type { HttpResult } from '../shared/lambda/result.ts'
import { endOnShutdown } from '../shared/lambda/shutdown.ts'
import { createInvocations } from '../shared/telemetry/invocations.ts'

const config = withinLambda(await readConfig(process.env, true))
const invocations = createInvocations(config.settings)
const context = createContext(config, { ...invocations, createMetrics: () => invocations.metrics })
const serve = createServe(createApp(context))
endOnShutdown(context)

/** AWS Lambda: HTTP API (payload 2.0), REST API, function URL and ALB events. */
export const handler = (event: object, lambdaContext?: LambdaContext): Promise<HttpResult> =>
  invocations.run(event, lambdaContext, async () => bufferedResult(event, await serve(event, lambdaContext)))

/** Ends the connections to Kafka; for whoever hosts the handler and outlives it, as Lambda does not. */
export const close = (): Promise<void> => context.close(Date.now() + 1000)
