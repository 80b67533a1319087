import { setTimeout as delay } from 'node:timers/promises'
import type { Address } from '../load/address.ts'
import type { Measurement } from '../measure/measurement.ts'
import type { Options } from '../options.ts'
import { short } from '../report/format.ts'
import type { Floor, Table } from '../scenario.ts'
import type { Stage } from '../stage/stage.ts'
import type { FilledTopic } from './filled-topic.ts'
import { createInstance } from './instance.ts'
import type { ReadOrder } from './reader-process.ts'

const IDLE = 1000
const READS = new Set(['get'])

/** What consuming costs besides time: calls to DynamoDB for a read, memory for an instance that nobody reads. */
export async function countStoreCalls(
  stage: Stage,
  topic: FilledTopic,
  read: (order: unknown) => Promise<Measurement>,
  { settleMs, durationMs }: Options,
): Promise<{ table: Table; floors: Floor[] }> {
  const { proxy, broker } = stage.parts
  const before = await storeCalls(proxy.port)
  const asked = await answeredReads(proxy.port)
  const order: ReadOrder = {
    ...{ server: proxy, topic: topic.name, records: topic.records, format: 'json', settleMs, durationMs },
    ...{ maxBytes: 100_000, subject: proxy.pid, broker: broker.pid },
  }
  await read(order)
  const after = await storeCalls(proxy.port)
  const reads = (await answeredReads(proxy.port)) - asked
  const [gets, writes] = [after.reads - before.reads, after.writes - before.writes]

  // Reads in between, as they make the collector run.
  const large = { ...order, maxBytes: 1_048_576, durationMs: Math.max(2_000, durationMs) }
  const without = await leastHeap(proxy.port, read(large))
  await idleInstances(proxy, topic.name)
  const perThousand = ((await leastHeap(proxy.port, read(large))) - without) / 1e6
  return {
    table: {
      head: ['what consuming costs besides time', 'found'],
      rows: [
        ['reads answered', short(reads)],
        ['DynamoDB reads a read', short(gets / reads)],
        ['DynamoDB writes a read', short(writes / reads)],
        ['memory of 1,000 idle instances, MB', short(perThousand)],
      ],
    },
    // Creating and deleting the instance are calls as well.
    floors: [
      { promise: 'DynamoDB reads a steady read: 1 at most', found: short(gets / reads), met: gets <= reads + 10 },
      { promise: 'DynamoDB writes a steady read: 1 at most', found: short(writes / reads), met: writes <= reads + 10 },
      { promise: '1,000 idle instances: under 10 MB', found: `${short(perThousand)} MB`, met: perThousand < 10 },
    ],
  }
}

async function idleInstances(server: Address, topic: string): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (next < IDLE) await createInstance(server, `bench-idle-${next++}`, topic, 'json')
    }),
  )
}

async function storeCalls(port: number): Promise<{ reads: number; writes: number }> {
  const calls = { reads: 0, writes: 0 }
  for (const [, operation = '', count] of (await metrics(port)).matchAll(
    /^kafka_rest_store_calls_total\{operation="(\w+)"\} (\d+)$/gm,
  )) {
    calls[READS.has(operation) ? 'reads' : 'writes'] += Number(count)
  }
  return calls
}

async function answeredReads(port: number): Promise<number> {
  const found =
    /^kafka_rest_request_duration_seconds_count\{operation="api\.v2\.consumers\.consume",status="200"\} (\d+)$/m.exec(
      await metrics(port),
    )
  return Number(found?.[1] ?? 0)
}

/** What is left right after a collection: the least that is seen while the process works, bytes. */
async function leastHeap(port: number, work: Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  let working = true
  work.finally(() => {
    working = false
  })
  while (working) {
    const found = /^nodejs_heap_size_used_bytes (\d+)$/m.exec(await metrics(port))?.[1]
    least = Math.min(least, Number(found))
    await delay(50)
  }
  await work
  return least
}

async function metrics(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
}
