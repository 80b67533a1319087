import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { anyPort } from '../../../infra/local/processes/ports.ts'
import { short } from '../report/format.ts'
import type { Table } from '../scenario.ts'
import type { Stage } from '../stage/stage.ts'
import { startChild } from '../subjects/child.ts'
import { openClients } from './client.ts'
import type { MemoryUse } from './idle-process.ts'
import { publishPackets } from './packets.ts'

/** What connections take that have published, and do nothing now. */
export interface IdleUse {
  readonly connections: number
  /** Bytes of each. */
  readonly rss: number
  readonly heap: number
  readonly external: number
}

/** Longer than a listener takes to give back what a connection does not need at the moment. */
const REST_MS = 1_500
const PAYLOAD = Buffer.alloc(100)

/**
 * What a listener's process uses with so many idle connections more than with a tenth as many, of which each has published a
 * message of QoS 1; after a collection of garbage both times. A tenth is there beforehand, so that code and pools are.
 */
export async function measureIdle(stage: Stage, connections: number): Promise<IdleUse> {
  const port = await anyPort()
  const module = new URL('idle-process.ts', import.meta.url)
  const child = await startChild(module, [stage.parts.kafka, stage.topic, String(port)])
  const open: Socket[] = []
  async function use(count: number): Promise<MemoryUse> {
    const sockets = await openClients({ host: '127.0.0.1', port }, count)
    open.push(...sockets)
    await Promise.all(sockets.map(publishOne))
    await delay(REST_MS)
    return child.ask<MemoryUse>({})
  }
  try {
    const before = await use(connections / 10)
    const after = await use(connections)
    const each = (figure: keyof MemoryUse) => (after[figure] - before[figure]) / connections
    return { connections, rss: each('rss'), heap: each('heap'), external: each('external') }
  } finally {
    for (const socket of open) socket.destroy()
    await child.stop()
  }
}

async function publishOne(socket: Socket, index: number): Promise<void> {
  socket.write(publishPackets(1, `bench/${index}`, PAYLOAD, 1).bytes)
  await once(socket, 'data')
}

export function idleTable({ connections, rss, heap, external }: IdleUse): Table {
  const kB = (bytes: number) => short(bytes / 1000)
  return {
    head: ['memory of each idle connection, kB', 'RSS', 'heap', 'buffers'],
    rows: [[`${connections} connections`, kB(rss), kB(heap), kB(external)]],
  }
}
