import { getRequestListener, RequestError } from '@hono/node-server'
import { createApp } from '../shared/app.ts'
import type { MqttConfig } from '../shared/config/config.ts'
import { ConfigurationError } from '../shared/config/load.ts'
import { readConfig } from '../shared/config/read-config.ts'
import { createConnectionVerifiers } from '../shared/context/connection-verifiers.ts'
import { type Context, createContext } from '../shared/context.ts'
import { BadRequest } from '../shared/http/errors/request.ts'
import { JSON_TYPE } from '../shared/http/media-types.ts'
import { errorAnswer } from '../shared/http/wire-error.ts'
import type { MqttListening } from '../shared/mqtt/listening.ts'
import type { Source } from '../shared/mqtt/source/source.ts'
import { routes } from '../shared/routes.ts'
import { createServers } from '../shared/server/servers.ts'
import { createServing } from '../shared/telemetry/serving.ts'

/** Longer than load balancers keep idle connections (60 s): one that is closed first answers 502 for its next request. */
const KEEP_ALIVE_MS = 75_000

/** How often it is looked for headers that do not come. */
const MAX_CHECKING_MS = 10_000

/** The log is written behind our back. That nobody reads it shows a moment later; at exit it would be tried for ever. */
const LAST_WORDS_MS = 100

/** The node server: a laptop, a container, a Lambda Web Function. */
async function main(): Promise<void> {
  const config = await readConfig(process.env)
  const serving = createServing(config)
  const { log, createMetrics, traceparent } = serving
  const connections = createConnectionVerifiers(config.settings)
  const context = createContext(config, { log, createMetrics, traceparent, connections, stays: true })
  const { fetch } = createApp(context)
  const mqtt = config.mqtt && (await mqttListening(config.mqtt, context))
  const servers = createServers(
    config.listeners,
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      // Streams of records may last for a day; who reads other bodies has a deadline of its own.
      requestTimeout: 0,
      headersTimeout: config.settings.idleTimeoutMs,
      connectionsCheckingInterval: Math.min(MAX_CHECKING_MS, config.settings.idleTimeoutMs / 4),
      maxHeaderSize: config.settings.maxHeaderBytes,
      // A client that vanished without a word would hold its stream for as long.
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    },
    context,
    getRequestListener((request, env) => serving.run(env.incoming, () => fetch(request, env)), {
      // HTTP/1.0 clients, such as old health checks, need not say which host they mean.
      hostname: 'localhost',
      /** A request that is HTTP and yet makes no URL: the application never hears of it. */
      errorHandler(error) {
        const reason = error instanceof RequestError ? error.message : 'it cannot be read'
        const { status, headers, body } = errorAnswer(new BadRequest(`Bad Request: ${reason}.`), JSON_TYPE)
        const all = context.responseHeaders.without(context.requestIds.next(), headers)
        return new Response(body as string, { status, headers: all })
      },
    }),
    mqtt?.webSocket,
  )
  // A process that stays pays for all handlers at its start rather than at first use.
  await Promise.all([context.load(), ...routes.map((route) => route.load())])

  let source: Source | undefined

  async function stop(signal: string): Promise<void> {
    const deadline = Date.now() + config.settings.shutdownTimeoutMs
    // Whatever should not mind the deadline: a Web Function's environment goes soon after it.
    setTimeout(() => process.exit(0), deadline - Date.now() + 2 * LAST_WORDS_MS)
    log.info({ event: 'server.stopping', signal }, 'No new requests; finishing those under way.')
    context.announceStop()
    await Promise.all([servers.stop(deadline), mqtt?.stop(deadline), source?.stop(deadline - LAST_WORDS_MS)])
    await context.close(deadline)
    serving.end()
    log.info({ event: 'server.stopped' }, 'Everything is finished.')
    setTimeout(() => process.exit(0), LAST_WORDS_MS)
  }
  process.once('SIGTERM', (signal) => void stop(signal))
  process.once('SIGINT', (signal) => void stop(signal))

  if (config.mqttSource) {
    const { startConfiguredSource } = await import('../shared/mqtt/source/configured.ts')
    source = await startConfiguredSource(config.mqttSource, config.settings, context)
  }
  try {
    await Promise.all([servers.listen(), mqtt?.listen()])
  } catch (error) {
    log.fatal({ event: 'server.failed', err: error }, 'The proxy cannot listen.')
    process.exit(1)
  }
}

/** Loaded only where it is wanted. */
async function mqttListening(mqtt: MqttConfig, context: Context): Promise<MqttListening> {
  const { createMqttListening } = await import('../shared/mqtt/listening.ts')
  return await createMqttListening(mqtt, context)
}

try {
  await main()
} catch (error) {
  // The one thing a person reads at a terminal before there is a log: no stack for what they can mend themselves.
  console.error(error instanceof ConfigurationError ? error.message : error)
  process.exit(1)
}
