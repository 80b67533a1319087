import type { Measurement } from '../measure/measurement.ts'
import type { Options } from '../options.ts'
import { short } from '../report/format.ts'
import type { Floor, Table } from '../scenario.ts'
import type { Stage } from '../stage/stage.ts'
import type { FilledTopic } from './filled-topic.ts'
import type { ReadOrder } from './reader-process.ts'

const READS = new Set(['get'])

/** What consuming costs besides time: calls to DynamoDB for a read. */
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
  return {
    table: {
      head: ['what consuming costs besides time', 'found'],
      rows: [
        ['reads answered', short(reads)],
        ['DynamoDB reads a read', short(gets / reads)],
        ['DynamoDB writes a read', short(writes / reads)],
      ],
    },
    // Creating and deleting the instance are calls as well.
    floors: [
      { promise: 'DynamoDB reads a steady read: 1 at most', found: short(gets / reads), met: gets <= reads + 10 },
      { promise: 'DynamoDB writes a steady read: 1 at most', found: short(writes / reads), met: writes <= reads + 10 },
    ],
  }
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

async function metrics(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
}
