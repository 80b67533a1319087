import { handle, type LambdaEvent } from 'hono/aws-lambda'
import { createApp } from '../shared/app.ts'
import { readConfig } from '../shared/config/read-config.ts'
import { createContext } from '../shared/context.ts'
import { createInvocations } from '../shared/telemetry/invocations.ts'

const config = await readConfig(process.env, true)
const invocations = createInvocations(config.settings)
const context = createContext(config, { ...invocations, createMetrics: () => invocations.metrics })
const serve = handle(createApp(context))

/** AWS Lambda: HTTP API (payload 2.0), REST API, function URL and ALB events. */
export const handler: typeof serve = (event, lambdaContext) =>
  invocations.run(event, lambdaContext, () => serve(withEncodedPath(event), lambdaContext))

/** Ends the connections to Kafka; for whoever hosts the handler and outlives it, as Lambda does not. */
export const close = (): Promise<void> => context.close(Date.now() + 1000)

/** What cannot stand in an encoded path: most characters, and a percent sign that begins no escape. */
const DECODED = /[^\w\-.~!$&'()*+,;=:@/%]+|%(?![0-9a-f]{2})/gi

/**
 * An HTTP API hands the path over decoded. Made a URL as it stands, it would end at a `#` and lose its line breaks: records
 * for a topic that cannot be would go to one that can.
 */
function withEncodedPath<Event extends LambdaEvent>(event: Event): Event {
  const name = 'rawPath' in event ? 'rawPath' : 'path'
  const path = (event as unknown as Record<string, unknown>)[name]
  if (typeof path !== 'string' || path.search(DECODED) < 0) return event
  return { ...event, [name]: path.toWellFormed().replaceAll(DECODED, encodeURIComponent) }
}
