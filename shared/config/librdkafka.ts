import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { LibrdkafkaMissing, librdkafkaFolderName, loadLibrdkafka } from '../kafka/producer/librdkafka/load.ts'
import type { Librdkafka } from '../kafka/producer/librdkafka/native.ts'
import type { Settings } from './load.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The native client, loaded, where the settings ask for it; `undefined` when it is not to be had. */
export function configuredLibrdkafka(
  { librdkafkaFolder }: Settings,
  environment: Environment,
  problems: string[],
): Librdkafka | undefined {
  try {
    return loadLibrdkafka(librdkafkaFolder ? [resolve(librdkafkaFolder)] : [cachedLibrdkafka(environment)])
  } catch (error) {
    if (!(error instanceof LibrdkafkaMissing)) throw error
    problems.push(`KAFKA_REST_PRODUCER_ENGINE=librdkafka: ${error.message}`)
    return undefined
  }
}

/** Where `npm run librdkafka` puts it: into the cache of everything that this project's commands get. */
export function cachedLibrdkafka(environment: Environment): string {
  const { KAFKA_REST_EDGE_CACHE: own, XDG_CACHE_HOME: base = '' } = environment
  if (own) return join(resolve(own), librdkafkaFolderName())
  const cache = isAbsolute(base) ? base : join(homedir(), '.cache')
  return join(cache, 'kafka-rest-edge', librdkafkaFolderName())
}
