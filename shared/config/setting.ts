/** Turns a setting's text into its value; throws an `Error` whose message completes "NAME: …". */
export type Parse<T> = (text: string) => T

/** One setting: its Confluent or Kafka name, how its text is read, what holds without it, what it is for. */
export interface Setting<T> {
  /** As the documentation of its origin has it; in the environment see {@link variableOf}. */
  readonly name: string
  readonly parse: Parse<T>
  /** The text that holds when the setting is absent; without one the setting is required. */
  readonly fallback?: string
  /** One sentence for docs/configuration.md. */
  readonly about: string
}

/** Makes a setting; without a `fallback` it is required. */
export function setting<T>(name: string, parse: Parse<T>, fallback: string | undefined, about: string): Setting<T> {
  return fallback === undefined ? { name, parse, about } : { name, parse, fallback, about }
}

/** What variables of settings begin with, as Confluent's images of the REST proxy and of the MQTT proxy have it. */
export const PREFIXES = ['KAFKA_REST_', 'KAFKA_MQTT_'] as const

/** The environment variable of a setting: `producer.acks` is `KAFKA_REST_PRODUCER_ACKS`, `mqtt.listeners` is `KAFKA_MQTT_LISTENERS`. */
export function variableOf(name: string): string {
  const own = name.toUpperCase().replaceAll('.', '_').replaceAll('-', '_')
  return own.startsWith('MQTT_') ? `KAFKA_${own}` : `KAFKA_REST_${own}`
}
