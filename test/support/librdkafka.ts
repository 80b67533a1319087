import { test } from 'node:test'
import { loadLibrdkafka } from '../../shared/kafka/producer/librdkafka/load.ts'
import type { Librdkafka } from '../../shared/kafka/producer/librdkafka/native.ts'

export type EngineName = 'edge' | 'librdkafka'

/** Folder that holds the native client; an empty text where it is not to be had. */
export const librdkafkaFolder = process.env.TEST_LIBRDKAFKA ?? ''

/** The native client, for tests that are only defined where it is. */
export function librdkafka(): Librdkafka {
  return loadLibrdkafka([librdkafkaFolder])
}

/** Defines tests for each engine; their names tell which. */
export function withEachEngine(define: (engine: EngineName, named: (name: string) => string) => void): void {
  define('edge', (name) => name)
  withLibrdkafka(() => define('librdkafka', (name) => `librdkafka: ${name}`))
}

/**
 * Defines tests that need the native client. Where it is not to be had there is one test in their place that says why: left
 * out on somebody's machine, failed in CI.
 */
export function withLibrdkafka(define: () => void): void {
  if (librdkafkaFolder !== '') {
    define()
    return
  }
  const reason = process.env.TEST_LIBRDKAFKA_MISSING ?? "librdkafka is got by 'npm test [file]'."
  test('what is tested with librdkafka', { skip: process.env.CI ? false : reason }, () => {
    throw new Error(reason)
  })
}
