import { setTimeout as delay } from 'node:timers/promises'
import { anyPort } from '../../../infra/local/processes/ports.ts'
import type { Address } from '../load/address.ts'
import { openConnection } from '../load/connection.ts'
import type { Options } from '../options.ts'
import { short } from '../report/format.ts'
import type { Floor, Table } from '../scenario.ts'
import type { Stage } from '../stage/stage.ts'
import { inspect, type MemoryUse } from '../subjects/inspected.ts'
import { createInstance, type Instance } from './instance.ts'

const IDLE = 1_000
const QUICK_IDLE = 200
const CALLERS = 8
const READ = 'timeout=1000&max_bytes=10000'
/** Longer than records fetched ahead are kept for a client that does not come back. */
const REST_MS = 6_000
const MOST_MB = 10

/**
 * What so many instances that have read once, and of which nobody reads now, add to the memory of a proxy of their own; after a
 * collection of garbage both times. A tenth as many have come and gone beforehand, so that code and pools are there.
 */
export async function measureIdleInstances(
  stage: Stage,
  topic: string,
  { quick, page }: Options,
  signal: AbortSignal,
): Promise<{ table: Table; floors: Floor[] }> {
  const count = quick && !page ? QUICK_IDLE : IDLE
  const inspectPort = await anyPort()
  const { server } = await stage.proxyWith('idle-instances', {}, { inspectPort })
  const inspected = await inspect(inspectPort)
  try {
    for (const { remove } of await readOnce(server, topic, 'gone', count / 10, signal)) await remove()
    await delay(REST_MS, undefined, { signal })
    const before = await inspected.use()
    await readOnce(server, topic, 'idle', count, signal)
    await delay(REST_MS, undefined, { signal })
    const after = await inspected.use()
    const each = (figure: keyof MemoryUse) => (after[figure] - before[figure]) / count
    const kept = ((each('heap') + each('external')) * IDLE) / 1e6
    const kB = (bytes: number) => short(bytes / 1e3)
    return {
      table: {
        head: ['memory of each idle instance, kB', 'RSS', 'heap', 'buffers'],
        rows: [[`${count} instances`, kB(each('rss')), kB(each('heap')), kB(each('external'))]],
      },
      floors: [
        {
          promise: `1,000 idle instances, heap and buffers: under ${MOST_MB} MB`,
          found: `${short(kept)} MB`,
          met: kept < MOST_MB,
        },
      ],
    }
  } finally {
    inspected.close()
  }
}

/** Makes instances of which each reads once. */
async function readOnce(
  server: Address,
  topic: string,
  name: string,
  count: number,
  signal: AbortSignal,
): Promise<Instance[]> {
  const instances: Instance[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      const connection = await openConnection(server)
      try {
        while (next < count) {
          signal.throwIfAborted()
          const instance = await createInstance(server, `bench-${name}-${next++}`, topic, 'json')
          instances.push(instance)
          await new Promise<void>((resolve, reject) =>
            connection.send(instance.readRequest(READ), (error) => (error ? reject(error) : resolve())),
          )
        }
      } finally {
        connection.close()
      }
    }),
  )
  return instances
}
