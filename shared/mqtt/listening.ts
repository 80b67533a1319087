import type { MqttConfig } from '../config/config.ts'
import type { Context } from '../context.ts'
import type { Upgrading } from '../server/servers.ts'
import { createMqttConnections } from './connections.ts'
import { createMqttListeners } from './listener.ts'
import { createMqttService } from './service.ts'
import { createMqttWebSocket } from './web-socket.ts'

/** All by which a process takes MQTT. */
export interface MqttListening {
  /** Undefined when there is none. */
  readonly webSocket: Upgrading | undefined
  /** Resolves when all listen. @throws Error  one cannot */
  listen(): Promise<void>
  /** Takes no more, acknowledges what Kafka takes, and says so to all who are connected. @param deadline  epoch ms */
  stop(deadline: number): Promise<void>
}

/** Makes it; nothing listens yet. */
export async function createMqttListening(
  { settings, listeners }: MqttConfig,
  context: Context,
): Promise<MqttListening> {
  const service = createMqttService(context, settings)
  const connections = createMqttConnections(service)
  const servers = createMqttListeners(listeners, connections, context)
  context.probes.set('mqtt', async () => {
    if (!servers.listening) throw new Error('A listener has been closed.')
  })
  const { webSocketPath: path, maxMessageBytes } = settings
  return {
    webSocket: path === undefined ? undefined : await createMqttWebSocket(path, maxMessageBytes, connections, context),
    listen: servers.listen,
    async stop(deadline) {
      servers.stop()
      await connections.stop(deadline)
    },
  }
}
