import type { Settings } from '../../config/load.ts'
import { mqttMapping } from '../../config/mqtt-mapping.ts'
import type { Context } from '../../context.ts'
import { recordOf } from './record-of.ts'
import type { SourceSettings } from './settings.ts'
import { type Source, startSource } from './source.ts'

/**
 * Source mode as the settings have it: over the process's own producer, on its metrics page, and named by its readiness.
 *
 * @throws ConfigurationError  it is not clear which Kafka topic messages go to
 */
export async function startConfiguredSource(
  upstream: SourceSettings,
  settings: Settings,
  context: Pick<Context, 'producer' | 'metrics' | 'probes' | 'log'>,
): Promise<Source> {
  const source = await startSource(upstream, {
    mapping: mqttMapping(settings),
    recordOf: (message) => recordOf(message, settings.mqttHeaders),
    refuseUnmatched: settings.mqttUnmatched === 'refuse',
    producer: context.producer,
    deliveryTimeoutMs: settings.deliveryTimeoutMs,
    retryBackoffMs: settings.retryBackoffMs,
    log: context.log,
  })
  context.metrics.watchMqttSource(source)
  context.probes.set('mqtt_source', async () => {
    if (!source.subscribed) throw new Error('The MQTT broker is away, or refuses the subscription.')
  })
  return source
}
