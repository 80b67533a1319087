import { deepEqual, equal, match, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError, loadSettings } from '../../shared/config/load.ts'
import { variableOf } from '../../shared/config/setting.ts'
import { SECRETS, SETTINGS } from '../../shared/config/settings.ts'
import { needed } from './settings.ts'

/** What is wrong with an environment, nothing when it is right. */
function problems(environment: Record<string, string>): readonly string[] {
  try {
    loadSettings(environment)
    return []
  } catch (error) {
    ok(error instanceof ConfigurationError)
    return error.problems
  }
}

test('every default can be read, and the brokers are all that is needed', () => {
  const settings = loadSettings({ KAFKA_REST_BOOTSTRAP_SERVERS: 'b1:9092' })
  deepEqual(Object.keys(settings).sort(), Object.keys(SETTINGS).sort())
  for (const [name, value] of Object.entries(settings)) {
    ok(value !== undefined || SETTINGS[name as keyof typeof SETTINGS].fallback === '', name)
  }
})

test('no two settings share a variable', () => {
  const variables = Object.values(SETTINGS).map(({ name }) => variableOf(name))
  equal(new Set(variables).size, variables.length)
})

test('a missing setting is named with what it is for', () => {
  deepEqual(problems({}), [`KAFKA_REST_BOOTSTRAP_SERVERS is missing. ${SETTINGS.bootstrapServers.about}`])
})

test('every wrong setting is reported at once, in the order of the table', () => {
  const wrong = Object.values(SETTINGS).flatMap(({ name, parse }) => {
    try {
      parse('\u0000wrong')
      return []
    } catch {
      return [variableOf(name)]
    }
  })
  ok(wrong.length > 20, `${wrong}`)
  const found = problems(Object.fromEntries(wrong.map((variable) => [variable, '\u0000wrong'])))
  deepEqual(
    found.map((problem) => problem.split(':')[0]),
    wrong,
  )
})

test('the message counts the problems and gives each a line', () => {
  throws(() => loadSettings({ ...needed, KAFKA_REST_PRODUCER_ACKS: '7', KAFKA_REST_LOG_LEVEL: 'loud' }), {
    name: 'ConfigurationError',
    message: /^The configuration has 2 problems:\n {2}- KAFKA_REST_\w+: .*\n {2}- KAFKA_REST_\w+: .*$/,
  })
})

test('a KAFKA_REST_ variable that is no setting is a problem, and the nearest name is suggested', () => {
  deepEqual(problems({ ...needed, KAFKA_REST_PRODUCER_LINGER: '5' }), [
    'KAFKA_REST_PRODUCER_LINGER is not a setting; did you mean KAFKA_REST_PRODUCER_LINGER_MS?',
  ])
  deepEqual(problems({ ...needed, KAFKA_REST_NONSENSE: '5' }), ['KAFKA_REST_NONSENSE is not a setting.'])
  deepEqual(problems({ ...needed, KAFKA_REST_: '' }), ['KAFKA_REST_ is not a setting.'])
})

test('settings of MQTT have the prefix of Confluent’s MQTT proxy, which is watched as well', () => {
  equal(variableOf('mqtt.topic.regex.list'), 'KAFKA_MQTT_TOPIC_REGEX_LIST')
  deepEqual(problems({ ...needed, KAFKA_MQTT_MESSAGE_MAX_BYTES: '9000' }), [])
  deepEqual(problems({ ...needed, KAFKA_MQTT_BOOTSTRAP_SERVERS: 'b:9092', KAFKA_MQTT_TOPIC_REGEX: 'a:b' }), [
    'KAFKA_MQTT_BOOTSTRAP_SERVERS is not a setting; did you mean KAFKA_REST_BOOTSTRAP_SERVERS?',
    'KAFKA_MQTT_TOPIC_REGEX is not a setting; did you mean KAFKA_MQTT_TOPIC_REGEX_LIST?',
  ])
})

test('variables of the image that are no settings, and those of others, are left alone', () => {
  const others = {
    KAFKA_REST_HOST_NAME: 'h',
    KAFKA_REST_LOG4J_ROOT_LOGLEVEL: 'INFO',
    KAFKA_HEAP_OPTS: '-Xmx1g',
    HOME: '/',
  }
  deepEqual(problems({ ...needed, ...others }), [])
})

test('no message holds the value of a secret', () => {
  ok(SECRETS.size > 0)
  for (const setting of Object.values(SETTINGS).filter(({ name }) => SECRETS.has(name))) {
    const found = problems({ ...needed, [variableOf(setting.name)]: 'hunter2', KAFKA_REST_PRODUCER_ACKS: 'x' })
    ok(!found.join('\n').includes('hunter2'), `${found}`)
  }
})

test('a setting that holds a password, a key or a login is among the secrets', () => {
  for (const { name } of Object.values(SETTINGS)) {
    if (/password|jaas|user\.info|secret|\.key$|\.auth\.token$/.test(name)) ok(SECRETS.has(name), name)
  }
})

test('no message holds the login of a URL that cannot be read', () => {
  const found = problems({ ...needed, KAFKA_REST_SCHEMA_REGISTRY_URL: 'htp://user:hunter2@registry:8081/x' })
  match(found[0] ?? '', /^KAFKA_REST_SCHEMA_REGISTRY_URL: 'htp:\/\/…@registry:8081\/x' is not an http or https URL/)
})
