import { deepEqual, equal } from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTopic, readTopic } from '../support/kafka.ts'
import { LOGIN, type MqttListener, startMqttListener } from './mqtt-listener.ts'

const run = promisify(execFile)
const script = fileURLToPath(new URL('python/mqtt_publish.py', import.meta.url))
const COUNT = 200

async function paho(...args: readonly (string | number)[]): Promise<readonly Record<string, unknown>[]> {
  const { TEST_PYTHON: python, TEST_PYTHON_MISSING: missing } = process.env
  if (!python)
    throw new Error(missing ?? "TEST_PYTHON is not set: run the tests with 'npm test [file]', which makes it.")
  const { stdout } = await run(python, ['-E', '-s', '-B', script, ...args.map(String)])
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('Eclipse Paho publishes', () => {
  let listener: MqttListener
  before(async () => {
    listener = await startMqttListener(true)
  })
  after(() => listener.proxy.stop())

  for (const [name, version] of [
    ['MQTT 3.1.1', 4],
    ['MQTT 5', 5],
  ] as const) {
    for (const qos of [0, 1, 2]) {
      test(`by ${name} at QoS ${qos}: each message is acknowledged and stored once, in order`, async () => {
        const topic = await createTopic()
        const [connected, published] = await paho(listener.port, version, qos, `${topic}/a`, COUNT, ...LOGIN)
        deepEqual(connected, { connected: 'Success', session_present: false })
        deepEqual(published, { all: true, reasons: ['Success'], published: COUNT })
        const stored = await readTopic(topic, COUNT)
        deepEqual(
          stored.map(({ key, value }) => `${key} ${value}`),
          Array.from({ length: COUNT }, (_, n) => `${topic}/a ${n}`),
        )
        equal(stored[0]?.headers.length, version === 5 ? 1 : 0)
      })
    }

    test(`by ${name}: a wrong password is refused with the reason`, async () => {
      const [connected, ...more] = await paho(listener.port, version, 1, 'any/a', 1, 'alice', 'wrong')
      deepEqual([connected, more], [{ connected: 'Bad user name or password', session_present: false }, []])
    })
  }
})
