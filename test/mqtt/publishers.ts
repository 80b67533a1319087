import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'

/** Clients that publish numbers, some at a time, until they are told to stop or lose their connection. */
export interface Publishers {
  /** Values that were acknowledged. */
  readonly acknowledged: ReadonlySet<string>
  /** Values whose fate their sender does not know. */
  readonly failed: ReadonlySet<string>
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

/** How many messages a client has under way. */
const WINDOW = 10

/**
 * @param topic    MQTT's; a client's number is behind it
 * @param clients  one of each
 */
export async function startPublishers(
  url: string,
  topic: string,
  clients: readonly { readonly qos: 1 | 2; readonly options: IClientOptions }[],
): Promise<Publishers> {
  const acknowledged = new Set<string>()
  const failed = new Set<string>()
  let stopped = false
  const connected: MqttClient[] = []

  async function publish(client: MqttClient, name: string, qos: 1 | 2): Promise<void> {
    let number = 0
    const one = async () => {
      while (!stopped && client.connected) {
        const value = `${name}/${number++}`
        try {
          await client.publishAsync(`${topic}/${name}`, value, { qos })
          acknowledged.add(value)
        } catch {
          failed.add(value)
        }
      }
    }
    await Promise.all(Array.from({ length: WINDOW }, one))
  }

  const running = await Promise.all(
    clients.map(async ({ qos, options }, index) => {
      const client = await connectAsync(url, { reconnectPeriod: 0, ...options })
      client.on('error', () => {})
      connected.push(client)
      // What waits for an answer that never comes fails with its connection.
      client.on('close', () => client.end(true))
      return { done: publish(client, `${options.protocolVersion}-${qos}-${index}`, qos) }
    }),
  )
  return {
    acknowledged,
    failed,
    async stop() {
      stopped = true
      await Promise.all(running.map(({ done }) => done))
      await Promise.all(connected.map((client) => client.endAsync(true)))
    },
  }
}
