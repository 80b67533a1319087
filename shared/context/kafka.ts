import type { KafkaSettings } from '../kafka/settings.ts'
import type { Log } from '../telemetry/log.ts'

/** The same trouble with the same broker is told again after this time. */
const TOLD_MS = 10_000

/** The way to the brokers, with a line in the log about each that cannot be gone. */
export function toldKafka(settings: KafkaSettings, log: Log): KafkaSettings {
  const told = new Map<string, number>()
  return {
    ...settings,
    onConnectionFailed(broker, error) {
      const trouble = `${broker} ${error.message}`
      const now = Date.now()
      for (const [each, at] of told) if (now - at >= TOLD_MS) told.delete(each)
      if (told.has(trouble)) return
      told.set(trouble, now)
      log.warn({ event: 'kafka.connection-failed', broker, err: error }, error.message)
    },
  }
}
