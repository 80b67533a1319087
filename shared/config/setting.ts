/** Turns a setting's text into its value; throws an `Error` whose message completes "NAME: …". */
export type Parse<T> = (text: string) => T

/** One setting: its Confluent or Kafka name, how its text is read, what holds without it, what it is for. */
export interface Setting<T> {
  /** In properties files as it stands; in the environment `KAFKA_REST_` and the name in capitals with underscores. */
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

/** The environment variable of a setting, as Confluent's image names them. */
export function variableOf(name: string): string {
  return `KAFKA_REST_${name.toUpperCase().replaceAll('.', '_').replaceAll('-', '_')}`
}
