import type { LambdaContext } from 'hono/aws-lambda'
import { createApp } from '../shared/app.ts'
import { readConfig } from '../shared/config/read-config.ts'
import { createContext } from '../shared/context.ts'
import { createServe } from '../shared/lambda/handler.ts'
import { endOnShutdown } from '../shared/lambda/shutdown.ts'
import { type AwsLambda, type ResponseStream, writeResponse } from '../shared/lambda/stream.ts'
import { createInvocations } from '../shared/telemetry/invocations.ts'

declare const awslambda: AwsLambda

const config = await readConfig(process.env, true)
const invocations = createInvocations(config.settings)
const context = createContext(config, { ...invocations, createMetrics: () => invocations.metrics })
const serve = createServe(createApp(context))
endOnShutdown(context)

/**
 * AWS Lambda with response streaming: function URLs with `RESPONSE_STREAM`, REST APIs with `STREAM`. Reads of more than 6 MB, and answers to
 * version 3's streams while their records are being stored.
 */
export const handler = awslambda.streamifyResponse(
  (event: object, stream: ResponseStream, lambdaContext: LambdaContext): Promise<void> =>
    invocations.run(event, lambdaContext, async () =>
      writeResponse(await serve(event, lambdaContext), stream, awslambda),
    ),
)
