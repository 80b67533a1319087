import { PREFIXES, type Setting, variableOf } from './setting.ts'
import { SECRETS, SETTINGS } from './settings.ts'

type Table = typeof SETTINGS

/** Every setting's value, by the name it has in {@link SETTINGS}. */
export type Settings = { readonly [K in keyof Table]: Table[K] extends Setting<infer T> ? T : never }

/** All that is wrong with the configuration, at once. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${problems.map((each) => `  - ${each}`).join('\n')}`,
    )
    this.name = 'ConfigurationError'
    this.problems = problems
  }
}

/** Variables that begin like settings but belong to the container image, or to this project's own commands. */
const NOT_SETTINGS = /^KAFKA_REST_(HOST_NAME$|LOG4J_ROOT_LOGLEVEL$|EDGE_)/

/**
 * Reads all settings from environment variables.
 *
 * A `KAFKA_REST_…` or `KAFKA_MQTT_…` variable that is no setting is a problem, too: a misspelt name must not pass for a default.
 *
 * @param problems  takes what is wrong; in the place of a value that cannot be read stands its default, so that what
 *                  depends on it can still be looked at
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, problems: string[]): Settings {
  const values: Record<string, unknown> = {}
  const known = new Set<string>()
  for (const [key, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const variable = variableOf(setting.name)
    known.add(variable)
    const given = environment[variable] ?? setting.fallback
    if (given === undefined) {
      problems.push(`${variable} is missing. ${setting.about}`)
      continue
    }
    try {
      values[key] = setting.parse(given)
    } catch (error) {
      const reason = SECRETS.has(setting.name) ? 'its value cannot be read' : (error as Error).message
      problems.push(`${variable}: ${reason}. ${setting.about}`)
      if (setting.fallback !== undefined) values[key] = setting.parse(setting.fallback)
    }
  }
  for (const variable of Object.keys(environment)) {
    if (!PREFIXES.some((prefix) => variable.startsWith(prefix))) continue
    if (known.has(variable) || NOT_SETTINGS.test(variable)) continue
    problems.push(`${variable} is not a setting${nearest(variable, known)}`)
  }
  return values as Settings
}

/** Settings that are right one by one. @throws ConfigurationError */
export function loadSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = []
  const settings = readSettings(environment, problems)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return settings
}

/** A hint at the name that was probably meant: the one that shares most words with what was given. */
function nearest(variable: string, known: ReadonlySet<string>): string {
  const words = new Set(variable.split('_').slice(2))
  let best: string | undefined
  let most = 0
  for (const candidate of known) {
    const shared = candidate
      .split('_')
      .slice(2)
      .filter((word) => words.has(word)).length
    if (shared > most) [best, most] = [candidate, shared]
  }
  return best ? `; did you mean ${best}?` : '.'
}
