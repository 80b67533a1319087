import { Admin } from '@platformatic/kafka'
import { inRounds } from './measure/rounds.ts'
import { type Series, typical } from './measure/series.ts'
import { getRequest } from './payload/http-request.ts'
import { short } from './report/format.ts'
import type { Floor, Scenario } from './scenario.ts'
import type { Stage } from './stage/stage.ts'
import { warmUp } from './stage/warm-up.ts'

const LIMIT_MS = 1000
const TOPICS_AT_ONCE = 500
/** A controller refuses to make 10,000 in one request. */
const PARTITIONS_AT_ONCE = 5000
const PATIENCE_MS = 300_000
/** Room for indexes is reserved on disk: as little as can be. */
const configs = [{ name: 'segment.index.bytes', value: '4096' }]

/** Lists of version 3 on a cluster with very many topics, and of a topic with very many partitions. */
export const v3Listing: Scenario = {
  name: 'v3-listing',
  async run(stage, options, signal) {
    const [topics, partitions] = options.quick ? [500, 1_000] : [5_000, 10_000]
    const cluster = `/v3/clusters/${await clusterId(stage)}`
    await createMany(stage, topics, Math.min(partitions, PARTITIONS_AT_ONCE), signal)
    for (let count = PARTITIONS_AT_ONCE; count < partitions; count += PARTITIONS_AT_ONCE) {
      await listed(stage, `${cluster}/topics/wide/partitions`, count, signal)
      await grow(stage, `${cluster}/topics/wide`, Math.min(partitions, count + PARTITIONS_AT_ONCE), signal)
    }
    const lists: Record<string, { path: string; rows: number }> = {
      // Created last: when it is there everything is.
      [`GET partitions, of ${short(partitions)}`]: { path: `${cluster}/topics/wide/partitions`, rows: partitions },
      [`GET topics, of ${short(topics)}`]: { path: `${cluster}/topics`, rows: topics },
      [`GET partition-replicas, of ${short(topics + partitions)}`]: {
        path: `${cluster}/brokers/1/partition-replicas`,
        rows: topics + partitions,
      },
    }
    const first = new Map<string, FirstAnswer>()
    for (const [name, { path, rows }] of Object.entries(lists)) first.set(name, await listed(stage, path, rows, signal))

    const loads = Object.entries(lists).map(
      ([name, { path }]) =>
        [name, { request: getRequest(path), connections: 1, recordsPerRequest: first.get(name)?.rows ?? 0 }] as const,
    )
    await warmUp(
      stage,
      loads.map(([, load]) => ({ load })),
      options.warmupMs,
      signal,
    )
    const timing = { settleMs: options.settleMs, durationMs: 2 * options.durationMs, pauseMs: 0 }
    const found = await inRounds(
      options,
      Object.fromEntries(loads.map(([name, load]) => [name, () => stage.proxy(load, timing)])),
      signal,
    )
    const row = ([name, series]: [string, Series]) => [
      name,
      short(first.get(name)?.ms),
      short(typical(series, ({ p50Ms }) => p50Ms)),
      short(typical(series, ({ p99Ms }) => p99Ms)),
      `${short(first.get(name)?.bytes)}B`,
      `${short(typical(series, ({ peakRssBytes }) => peakRssBytes))}B`,
    ]
    return {
      title: 'Lists of version 3',
      tables: [
        {
          head: ['one caller', 'first answer ms', 'p50 ms', 'p99 ms', 'size', 'proxy’s peak RSS'],
          rows: Object.entries(found).map(row),
        },
      ],
      floors: Object.entries(found).map(([name, series]) => floor(name, first.get(name)?.ms, series)),
      measurements: found,
    }
  },
}

function floor(name: string, firstMs = Number.NaN, series: Series): Floor {
  const worst = Math.max(firstMs, typical(series, ({ p99Ms }) => p99Ms) ?? Number.NaN)
  return { promise: `${name}: at most ${LIMIT_MS} ms`, found: `${short(worst)} ms`, met: worst <= LIMIT_MS }
}

async function createMany(stage: Stage, topics: number, partitions: number, signal: AbortSignal): Promise<void> {
  const names = Array.from({ length: topics }, (_, index) => `sensor-${String(index).padStart(5, '0')}`)
  const timing = { timeout: PATIENCE_MS, requestTimeout: PATIENCE_MS, retries: 0 }
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [stage.parts.kafka], ...timing })
  try {
    for (let start = 0; start < topics; start += TOPICS_AT_ONCE) {
      signal.throwIfAborted()
      const some = names.slice(start, start + TOPICS_AT_ONCE)
      await admin.createTopics({ topics: some, partitions: 1, replicas: 1, configs })
    }
    await admin.createTopics({ topics: ['wide'], partitions, replicas: 1, configs })
  } finally {
    await admin.close()
  }
}

async function grow(stage: Stage, path: string, count: number, signal: AbortSignal): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${stage.parts.proxy.port}${path}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ partitions_count: count }),
    signal,
  })
  if (!response.ok) throw new Error(`The topic does not grow: ${await response.text()}`)
}

/** The first answer that has all rows, with those of other topics. */
interface FirstAnswer {
  readonly ms: number
  readonly bytes: number
  readonly rows: number
}

/** Asks until the list has all its rows. */
async function listed(stage: Stage, path: string, rows: number, signal: AbortSignal): Promise<FirstAnswer> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const startedAt = performance.now()
    const response = await fetch(`http://127.0.0.1:${stage.parts.proxy.port}${path}`, {
      signal,
      headers: { 'accept-encoding': 'identity' },
    })
    const text = await response.text()
    const ms = performance.now() - startedAt
    const found = response.ok ? (JSON.parse(text) as { data: object[] }).data.length : 0
    if (found >= rows) return { ms, bytes: Buffer.byteLength(text), rows: found }
    if (Date.now() > deadline) throw new Error(`${path} has ${found} rows, not ${rows}: HTTP ${response.status}.`)
  }
}

async function clusterId({ parts }: Stage): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${parts.proxy.port}/v3/clusters`)
  const { data } = (await response.json()) as { data: { cluster_id: string }[] }
  return data[0]?.cluster_id ?? ''
}
