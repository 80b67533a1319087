import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Measurement } from '../measure/measurement.ts'
import type { Parts } from '../stage/stage.ts'
import type { FilledTopic } from './filled-topic.ts'

/** Short, so that there are some even where a topic is read in a moment. */
const INTERVAL_MS = 20

/**
 * Kafka's own ConsumerPerformance over the whole topic. Of its report by intervals, the part counts in which it was as warm
 * as the others are: from `warmupMs` after its first records to the end.
 *
 * @throws Error  it did not read the topic to its end
 */
export async function measureJavaConsumer(
  { kafka, java: { command, classPath } }: Parts,
  topic: FilledTopic,
  warmupMs: number,
): Promise<Measurement> {
  const child = spawn(
    command,
    [
      ...['-Xmx512m', '-XX:+UseG1GC', '-cp', classPath, 'org.apache.kafka.tools.ConsumerPerformance'],
      ...['--bootstrap-server', kafka, '--topic', topic.name, '--messages', String(topic.records)],
      ...['--group', `java-${randomUUID()}`, '--show-detailed-stats', '--reporting-interval', String(INTERVAL_MS)],
      ...['--timeout', '10000'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const [report, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const rows = parseReport(report)
  const [first, last] = [rows[0], rows.at(-1)]
  // A second half there must be, however soon it is at the end.
  const half = (last?.records ?? 0) / 2
  const warm = rows.find(({ at, records }) => first && (at - first.at >= warmupMs || records >= half))
  if (!warm || !last || last.records <= warm.records) {
    throw new Error(
      `Java's ConsumerPerformance reported no two moments: ${report.slice(-1000)}\n${complaints.slice(-1000)}`,
    )
  }
  const sinceStart = { records: last.records, durationMs: rows.reduce((sum, { lastedMs }) => sum + lastedMs, 0) }
  return { requests: 0, records: last.records - warm.records, durationMs: last.at - warm.at, cpu: {}, sinceStart }
}

/** `time, id, MB, MB/s, records, records/s, rebalance ms, fetch ms, …`, a row each interval; records are those so far. */
function parseReport(report: string): { at: number; records: number; lastedMs: number }[] {
  return report.split('\n').flatMap((line) => {
    const [time = '', , , , records = '', , rebalanceMs, fetchMs] = line.split(',').map((cell) => cell.trim())
    const at = Date.parse(time.replace(/:(\d{3})$/, '.$1').replace(' ', 'T'))
    const lastedMs = Number(rebalanceMs) + Number(fetchMs)
    return Number.isNaN(at) || !/^\d+$/.test(records) || Number(records) === 0
      ? []
      : [{ at, records: Number(records), lastedMs }]
  })
}
