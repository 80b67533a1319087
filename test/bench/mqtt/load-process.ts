import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Measurement } from '../measure/measurement.ts'
import { quantile } from '../measure/quantile.ts'
import { openWindow } from '../measure/window.ts'
import { answerOrders } from '../subjects/child-side.ts'
import { openClients } from './client.ts'
import type { PublishOrder } from './order.ts'
import { createPublisher } from './publisher.ts'

/** What was measured, and how many messages were sent in all, with those outside the window. */
export interface Published {
  readonly measurement: Measurement
  readonly sent: number
}

/** The load generator of MQTT, a process of its own. A message that is refused, or a connection that ends, is an error. */
answerOrders(async (order: PublishOrder): Promise<Published> => {
  const { server, connections, qos, subject, broker, settleMs, durationMs } = order
  const payload = randomBytes(order.bytes)
  const latencies: number[] = []
  let messages = 0
  let measuring = false
  let busy = connections
  const { promise: idle, resolve, reject } = Promise.withResolvers<void>()
  const audience = {
    answered(count: number, sentAt: number, now: number) {
      if (!measuring) return
      messages += count
      if (qos > 0) latencies.push(now - sentAt)
    },
    failed: reject,
    idle: () => {
      if (--busy === 0) resolve()
    },
  }
  const sockets = await openClients(server, connections)
  const publishers = sockets.map((socket, index) => createPublisher(socket, `bench/${index}`, order, payload, audience))
  try {
    for (const publisher of publishers) publisher.start()
    await Promise.race([delay(settleMs), idle])
    const close = openWindow({ subject, load: process.pid, broker })
    measuring = true
    await Promise.race([delay(durationMs), idle])
    const use = close()
    measuring = false
    for (const publisher of publishers) publisher.stop()
    await idle
    const sent = publishers.reduce((sum, publisher) => sum + publisher.sent, 0)
    const sorted = Float64Array.from(latencies).sort()
    const delays = qos > 0 ? { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) } : {}
    return { measurement: { requests: messages, records: messages, ...delays, ...use }, sent }
  } finally {
    for (const publisher of publishers) publisher.close()
  }
})
