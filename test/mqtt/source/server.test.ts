import { deepEqual, equal } from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../../support/mqtt/mosquitto.ts'
import { publishLines } from '../../support/mqtt/publish-lines.ts'
import { type Program, type ProxyProcess, startProxy } from '../../support/proxy-process.ts'
import { unpackServer } from '../../support/server-bundle.ts'
import { until } from '../../support/until.ts'

describeWithMosquitto('the node server subscribes at an MQTT broker', () => {
  let broker: Mosquitto
  before(async () => {
    broker = await startMosquitto()
  })
  after(() => broker.stop())

  /** A server with source mode that is ready; ended with the test if it has not ended before. */
  async function start(t: TestContext, environment: Record<string, string>, program?: Program): Promise<ProxyProcess> {
    const proxy = await startProxy({ KAFKA_MQTT_SERVER_URI: broker.url, ...environment }, program)
    t.after(() => proxy.stop('SIGKILL'))
    await until(async () => (await readiness(proxy)).mqtt_source === 'up')
    return proxy
  }

  /** See {@link publishLines}. */
  function publish(topic: string, lines: readonly unknown[], ...args: readonly (string | number)[]): Promise<void> {
    return publishLines(broker, topic, lines, ...args)
  }

  test('so does the packaged server, which has no other file', async (t) => {
    const topic = await createTopic()
    const packaged = { args: [join(await unpackServer(), 'index.js')] }
    await start(t, { KAFKA_MQTT_TOPICS: 'packaged/#', KAFKA_MQTT_KAFKA_TOPIC: topic }, packaged)
    await publish('packaged/a', ['one'])
    equal(String((await readTopic(topic, 1))[0]?.value), 'one')
  })

  test('killed and stopped processes lose nothing, and what comes while they are away waits for the next one', async (t) => {
    const topic = await createTopic()
    const environment = {
      KAFKA_MQTT_TOPICS: 'lasting/#',
      KAFKA_MQTT_KAFKA_TOPIC: topic,
      KAFKA_MQTT_CLEAN_SESSION_ENABLED: 'false',
      KAFKA_MQTT_CLIENT_ID: topic,
    }
    const numbers = (from: number) => Array.from({ length: 300 }, (_, n) => from + n)
    const first = await start(t, environment)
    const publishing = publish('lasting/a', numbers(0))
    await readTopic(topic, 50)
    await first.stop('SIGKILL')
    await publishing
    const second = await start(t, environment)
    const going = publish('lasting/a', numbers(300))
    await readTopic(topic, 350)
    equal(await second.stop(), 0)
    await going
    await publish('lasting/a', numbers(600))
    await start(t, environment)
    const values = (await readTopic(topic, 900)).map(({ value }) => Number(value))
    await until(async () => new Set((await readTopic(topic, 900)).map(({ value }) => Number(value))).size === 900)
    t.diagnostic(`${values.length - new Set(values).size} came twice`)
    // What comes again may be stored again; apart from that the order is the publisher's.
    const once = [...new Set(values)]
    deepEqual(
      once,
      [...once].sort((a, b) => a - b),
    )
  })
})

async function readiness({ url }: ProxyProcess): Promise<Record<string, string>> {
  return (await (await fetch(`${url}/health/ready`)).json()) as Record<string, string>
}
