import { setTimeout as delay } from 'node:timers/promises'
import { MqttConnection } from './connection.ts'
import type { MqttService } from './service.ts'
import type { Transport } from './transport.ts'

/** All MQTT connections of a process. */
export interface MqttConnections {
  /** Takes one; undefined when there are too many already. */
  open(transport: Transport): MqttConnection | undefined
  /** Forgets one that is closed. */
  closed(connection: MqttConnection, address: string): void
  /** Lets what is with Kafka be acknowledged, then ends all; resolves when they are closed. @param deadline  epoch ms */
  stop(deadline: number): Promise<void>
}

/** How often the clock is looked at for all of them. */
const LOOK_MS = 500
/** What is left of the time when clients are told to go, so that they can read it. */
const LAST_WORDS_MS = 500
const POLL_MS = 10

/** Keeps account of connections, with one timer for all. */
export function createMqttConnections(service: MqttService): MqttConnections {
  const { settings, context } = service
  const open = new Set<MqttConnection>()
  const addresses = new Map<string, number>()
  const clock = setInterval(() => {
    const now = Date.now()
    for (const connection of open) connection.look(now)
  }, LOOK_MS).unref()

  function mayCome(address: string): boolean {
    const limit =
      open.size >= settings.maxConnections
        ? 'mqtt-connections'
        : settings.maxConnectionsPerAddress > 0 && (addresses.get(address) ?? 0) >= settings.maxConnectionsPerAddress
          ? 'mqtt-connections-of-address'
          : undefined
    if (limit) context.metrics.countLimited(limit)
    return limit === undefined
  }

  return {
    open(transport) {
      const address = transport.socket.remoteAddress ?? ''
      if (!mayCome(address)) return undefined
      const connection = new MqttConnection(service, transport)
      open.add(connection)
      if (settings.maxConnectionsPerAddress > 0) addresses.set(address, (addresses.get(address) ?? 0) + 1)
      return connection
    },
    closed(connection, address) {
      open.delete(connection)
      connection.closed()
      const count = addresses.get(address)
      if (count === undefined) return
      if (count > 1) addresses.set(address, count - 1)
      else addresses.delete(address)
    },
    async stop(deadline) {
      for (const connection of open) connection.stopReading()
      const until = deadline - LAST_WORDS_MS
      for (const connection of open) while (!connection.idle && Date.now() < until) await delay(POLL_MS)
      // Behind the acknowledgements of the last of them.
      await new Promise((resolve) => setImmediate(resolve))
      for (const connection of open) connection.leave()
      while (open.size > 0 && Date.now() < deadline) await delay(POLL_MS)
      for (const connection of open) connection.destroy()
      clearInterval(clock)
    },
  }
}
