import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { mosquitto } from '../../../infra/local/downloads/mosquitto.ts'
import { startDaemon } from '../../../infra/local/processes/daemon.ts'
import { anyPort } from '../../../infra/local/processes/ports.ts'
import type { Address } from '../load/address.ts'

/** A server of MQTT that takes messages. */
export interface MqttServer extends Address {
  readonly pid: number
  stop(): Promise<void>
}

/** Starts Mosquitto with nobody subscribed and nothing kept. @throws Error  it cannot be had */
export async function startMosquitto(
  dir: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<MqttServer> {
  const folder = await mosquitto({ say, signal })
  const port = await anyPort()
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'mosquitto.conf')
  const lines = [
    // As root it would become a user that there need not be.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'set_tcp_nodelay true',
    'log_type error',
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const daemon = await startDaemon({
    ...{ name: 'mosquitto', dir, command: join(folder, 'mosquitto'), args: ['-c', file], signal },
    ports: { mqtt: port },
    graceMs: 5_000,
    ready: () => listens(port),
  })
  return { host: '127.0.0.1', port, pid: daemon.pid, stop: () => daemon.stop() }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
