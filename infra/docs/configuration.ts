import { type Setting, variableOf } from '../../shared/config/setting.ts'
import { SECRETS, SETTINGS } from '../../shared/config/settings.ts'

const SECTIONS: readonly (readonly [title: string, belongs: (name: string) => boolean])[] = [
  ['Towards Kafka', (name) => name === 'bootstrap.servers' || name.startsWith('client.')],
  ['Producing', (name) => name.startsWith('producer.') || name.startsWith('produce.') || name.startsWith('null.')],
  ['Consuming', (name) => name.startsWith('consumer.') || name.startsWith('fetch.') || name.startsWith('dynamodb.')],
  ['Schema registry', (name) => name.startsWith('schema.registry.')],
  ['Who may do what', (name) => name.startsWith('auth.')],
  ['MQTT', (name) => name.startsWith('mqtt.')],
  ['HTTP, logs and limits', () => true],
]

const INTRODUCTION = `# Configuration

Every setting is an environment variable. Names are Confluent's, written as its container image has them: \`KAFKA_REST_\` and the
key in capitals, dots as underscores; those of MQTT begin with \`KAFKA_MQTT_\`. Behind \`client.\` and \`producer.\` stand
Kafka's own keys.

All settings are checked at start. If any is wrong, the process ends with one message that lists every problem at once; a
\`KAFKA_REST_…\` or \`KAFKA_MQTT_…\` variable that is no setting is a problem too, so that a misspelt name does not pass for a default.

The two columns on the right are the default and what the setting is for; a setting without a default is required.
`

/** docs/configuration.md, from the table of settings. */
export function configurationPage(): string {
  const left = new Set<Setting<unknown>>(Object.values(SETTINGS))
  const sections = SECTIONS.map(([title, belongs]) => {
    const own = [...left].filter(({ name }) => belongs(name))
    for (const setting of own) left.delete(setting)
    return `## ${title}\n\n| Variable | Default | What for |\n|---|---|---|\n${own.map(row).join('\n')}\n`
  })
  return `${INTRODUCTION}\n${sections.join('\n')}`
}

function row({ name, fallback, about }: Setting<unknown>): string {
  const value = fallback === undefined ? 'required' : fallback === '' ? '–' : `\`${fallback}\``
  const secret = SECRETS.has(name) ? ' Never logged.' : ''
  return `| \`${variableOf(name)}\` | ${value} | ${about.replaceAll('|', '\\|')}${secret} |`
}
