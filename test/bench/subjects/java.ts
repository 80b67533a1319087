import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Measurement } from '../measure/measurement.ts'
import { openWindow } from '../measure/window.ts'

export interface JavaOptions {
  /** The `java` command. */
  readonly command: string
  /** Kafka's command line tools. */
  readonly classPath: string
  readonly kafka: string
  readonly topic: string
  /** Of a record. */
  readonly bytes: number
  /** How long it may run, and its JIT compile, before the window opens. */
  readonly warmupMs: number
  readonly durationMs: number
  /** Records in the topic at this moment. */
  readonly stored: () => Promise<bigint>
  /** Pid of the broker. */
  readonly broker: number
}

/** More than it can send before it is stopped; an end all the same, should nobody be left to stop it. */
const MAX_RECORDS_PER_MS = 2_000

/**
 * Kafka's own ProducerPerformance, sending as fast as it can: all in-sync replicas, idempotent, 5 ms linger (Kafka's
 * defaults since 4.0).
 *
 * Its report counts the time in which the Java machine is still cold. To see it as warm as the others are, its records are
 * counted in the topic, between two moments while it runs.
 */
export async function measureJava(options: JavaOptions): Promise<Measurement> {
  const { command, classPath, kafka, topic, bytes, warmupMs, durationMs, stored, broker } = options
  const records = (warmupMs + durationMs + 2_000) * MAX_RECORDS_PER_MS
  const properties = [`bootstrap.servers=${kafka}`, 'acks=all', 'linger.ms=5', 'enable.idempotence=true']
  const child = spawn(
    command,
    [
      ...['-Xmx512m', '-XX:+UseG1GC', '-cp', classPath, 'org.apache.kafka.tools.ProducerPerformance'],
      ...['--topic', topic, '--num-records', String(records), '--record-size', String(bytes), '--throughput', '-1'],
      ...['--producer-props', ...properties],
    ],
    { stdio: 'ignore' },
  )
  const ended = once(child, 'exit')
  try {
    const before = await stored()
    while ((await stored()) === before) {
      if (child.exitCode !== null) throw new Error(`Java's ProducerPerformance ended with ${child.exitCode}.`)
      await delay(50)
    }
    await delay(warmupMs)
    const from = await stored()
    const close = openWindow({ subject: child.pid ?? 0, broker })
    await delay(durationMs)
    return { requests: 0, records: Number((await stored()) - from), ...close() }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}
