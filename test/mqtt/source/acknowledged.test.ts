import { deepEqual, equal } from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../../support/mqtt/mosquitto.ts'
import { until } from '../../support/until.ts'
import { publishNumbers, startHeldSource } from './upstream-source.ts'

/** Long enough for a message that should not come to come. */
const QUIET_MS = 150
const VERSIONS = [
  ['MQTT 3.1.1', 4],
  ['MQTT 5', 5],
] as const

describeWithMosquitto('when the broker is told that a message is taken', () => {
  let broker: Mosquitto
  before(async () => {
    // What the broker sends before it is told anything; with MQTT 5 the receive maximum says the same.
    broker = await startMosquitto(['allow_anonymous true', 'max_inflight_messages 5'])
  })
  after(() => broker.stop())

  async function start(t: TestContext, settings: Parameters<typeof startHeldSource>[1]) {
    const held = await startHeldSource(broker.port, settings)
    t.after(() => held.source.stop(Date.now()))
    return held
  }

  for (const [version, protocolVersion] of VERSIONS) {
    for (const qos of [1, 2] as const) {
      const name = `${protocolVersion}-${qos}`

      test(`${version}, QoS ${qos}: not before Kafka has it, and in order: nothing more comes until then`, async (t) => {
        const { came, store, storeAll } = await start(t, { protocolVersion, filters: [`${name}/#`], clientId: name })
        await publishNumbers(broker.port, name, 0, 12, qos)
        await until(() => came.length === 5)
        await delay(QUIET_MS)
        deepEqual(came, ['0', '1', '2', '3', '4'])
        // Later ones wait for the first.
        store(2)
        store(1)
        await delay(QUIET_MS)
        equal(came.length, 5)
        store(0)
        await until(() => came.length === 8)
        await delay(QUIET_MS)
        deepEqual(came.slice(5), ['5', '6', '7'])
        storeAll()
        await until(() => came.length === 12)
      })

      test(`${version}, QoS ${qos}: what a process had taken and not stored comes to the next one of its name`, async (t) => {
        const settings = { protocolVersion, filters: [`next-${name}/#`], clientId: `next-${name}` }
        const first = await start(t, settings)
        await publishNumbers(broker.port, `next-${name}`, 0, 3, qos)
        await until(() => first.came.length === 3)
        first.store(0)
        await until(() => first.source.counts.stored === 1)
        await first.source.stop(Date.now())
        await publishNumbers(broker.port, `next-${name}`, 3, 5, qos)
        const second = await start(t, settings)
        second.storeAll()
        await until(() => second.came.length === 4)
        await delay(QUIET_MS)
        deepEqual(second.came, ['1', '2', '3', '4'])
      })
    }
  }

  test('QoS 0 is not read either while there is no room', async (t) => {
    const { came, storeAll } = await start(t, { qos: 0, filters: ['zero/#'], clientId: 'zero' })
    await publishNumbers(broker.port, 'zero', 0, 8, 0)
    await until(() => came.length === 5)
    await delay(QUIET_MS)
    equal(came.length, 5)
    storeAll()
    await until(() => came.length === 8)
  })

  test('the connection lives while there is no room: nothing is read, and pings are sent all the same', async (t) => {
    const settings = { qos: 0, keepAliveSeconds: 1, filters: ['patient/#'], clientId: 'patient' } as const
    const { came, source, storeAll } = await start(t, settings)
    await publishNumbers(broker.port, 'patient', 0, 8, 0)
    await until(() => came.length === 5)
    await delay(2500)
    equal(source.counts.reconnects, 0)
    storeAll()
    await until(() => came.length === 8)
  })

  test('a connection that ends while messages are on their way: they come again, and go to Kafka once', async (t) => {
    const { came, source, storeAll } = await start(t, { filters: ['cut/#'], clientId: 'cut' })
    await publishNumbers(broker.port, 'cut', 0, 4, 2)
    await publishNumbers(broker.port, 'cut', 4, 5, 1)
    await until(() => came.length === 5)
    await broker.restart()
    await until(() => source.counts.again === 5)
    storeAll()
    await until(() => source.inFlight === 0)
    await publishNumbers(broker.port, 'cut', 5, 7, 2)
    await until(() => came.length === 7)
    deepEqual(came, ['0', '1', '2', '3', '4', '5', '6'])
    equal(source.counts.reconnects, 1)
  })
})
