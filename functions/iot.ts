import type { LambdaContext } from 'hono/aws-lambda'
import { mqttMapping } from '../shared/config/mqtt-mapping.ts'
import { readConfig } from '../shared/config/read-config.ts'
import { createContext } from '../shared/context.ts'
import { endOnShutdown } from '../shared/lambda/shutdown.ts'
import { createIotStore, type Stored } from '../shared/mqtt/iot/store.ts'
import { createInvocations } from '../shared/telemetry/invocations.ts'

/** For the answer to go out before Lambda ends the invocation. */
const MARGIN_MS = 500

// Who may invoke the function is AWS's to say: it serves no HTTP, and there is nobody to ask who they are.
const config = await readConfig({ ...process.env, KAFKA_REST_AUTH_NONE: 'true' })
const { settings } = config
const invocations = createInvocations(settings)
const context = createContext(config, { ...invocations, createMetrics: () => invocations.metrics })
const store = createIotStore(mqttMapping(settings), context)
endOnShutdown(context)

/** AWS Lambda: events of an AWS IoT rule's Lambda action, one message each. */
export function handler(event: unknown, lambdaContext?: LambdaContext): Promise<Stored> {
  const remainingMs = lambdaContext?.getRemainingTimeInMillis() ?? settings.deliveryTimeoutMs
  const deadline = Date.now() + Math.min(settings.deliveryTimeoutMs, remainingMs - MARGIN_MS)
  // What is in the event the device has written: no headers of a request, though they may be called so.
  return invocations.run({}, lambdaContext, () => store(event, deadline))
}

/** Ends the connections to Kafka; for whoever hosts the handler and outlives it, as Lambda does not. */
export const close = (): Promise<void> => context.close(Date.now() + 1000)
