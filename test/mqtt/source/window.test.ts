import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, messageOf, NOT_ACCEPTED, TAKEN } from '../../../shared/mqtt/source/message.ts'
import { createWindow } from '../../../shared/mqtt/source/window.ts'

function message(packetId: number, { qos = 1 as 0 | 1 | 2, dup = false, payload = `${packetId}` } = {}): Message {
  const packet = { cmd: 'publish', topic: 'a', messageId: packetId, qos, dup, retain: false } as const
  return messageOf('a', { ...packet, payload: Buffer.from(payload) })
}

/** A window with a connection, and what is acknowledged by it. */
function connected(most = 10, bytes = 1000) {
  const window = createWindow(most, bytes)
  const acknowledged: number[] = []
  window.begin(false, ({ packetId }) => acknowledged.push(packetId))
  return { window, acknowledged }
}

test('messages are acknowledged in the order in which they came, whatever the order in which Kafka takes them', () => {
  const { window, acknowledged } = connected()
  const [one, two, three] = [message(1), message(2), message(3)]
  for (const each of [one, two, three]) equal(window.enter(each), true)
  window.settle(three, TAKEN)
  deepEqual(acknowledged, [])
  window.settle(one, TAKEN)
  deepEqual(acknowledged, [1])
  window.settle(two, NOT_ACCEPTED)
  deepEqual(acknowledged, [1, 2, 3])
  equal(window.size, 0)
})

test('it is open for so many messages and bytes, and says when it is open again', () => {
  const { window } = connected(2)
  const [one, two] = [message(1), message(2)]
  window.enter(one)
  equal(window.open, true)
  window.enter(two)
  equal(window.open, false)
  let opened = 0
  window.onOpen(() => opened++)
  window.settle(two, TAKEN)
  // Two waits for one: both are still in it.
  equal(opened, 0)
  window.settle(one, TAKEN)
  equal(opened, 1)
  const small = connected(10, 5).window
  small.enter(message(1, { payload: 'six...' }))
  equal(small.open, false)
})

test('a message at QoS 0 takes room and is not acknowledged', () => {
  const { window, acknowledged } = connected()
  const one = message(0, { qos: 0 })
  equal(window.enter(one), true)
  equal(window.size, 1)
  window.settle(one, TAKEN)
  deepEqual([window.size, acknowledged.length], [0, 0])
})

test('what a resumed session sends again goes to Kafka once, and is acknowledged to the new connection', () => {
  const { window, acknowledged } = connected()
  const [one, two] = [message(1), message(2)]
  window.enter(one)
  window.enter(two)
  window.settle(two, TAKEN)
  window.end()
  const later: number[] = []
  window.begin(true, ({ packetId }) => later.push(packetId))
  equal(window.enter(message(1, { dup: true })), false)
  equal(window.enter(message(2, { dup: true })), false)
  deepEqual(later, [])
  window.settle(one, TAKEN)
  deepEqual([acknowledged, later], [[], [1, 2]])
  equal(window.size, 0)
})

test('the same packet identifier with another payload, not sent again, or in another session, is another message', () => {
  for (const [resumed, again] of [
    [true, message(1, { dup: true, payload: 'other' })],
    [true, message(1)],
    [false, message(1, { dup: true })],
  ] as const) {
    const { window } = connected()
    window.enter(message(1))
    window.end()
    window.begin(resumed, () => {})
    equal(window.enter(again), true)
  }
})

test('a message whose connection is gone takes no room any more when its fate is known', async () => {
  const { window } = connected()
  const one = message(1)
  window.enter(one)
  window.end()
  equal(window.size, 1)
  const empty = window.empty()
  window.settle(one, TAKEN)
  await empty
  equal(window.size, 0)
})

test('at QoS 2 a message that was acknowledged and not released is known when it comes again, until it is released', () => {
  const { window, acknowledged } = connected()
  const one = message(1, { qos: 2 })
  window.enter(one)
  window.settle(one, TAKEN)
  window.end()
  window.begin(true, ({ packetId }) => acknowledged.push(packetId))
  equal(window.enter(message(1, { qos: 2, dup: true })), false)
  deepEqual(acknowledged, [1, 1])
  window.end()
  window.begin(true, () => {})
  window.release(1)
  equal(window.enter(message(1, { qos: 2, dup: true })), true)
})
