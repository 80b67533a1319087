import { join } from 'node:path'
import type { Progress } from '../processes/progress.ts'
import { download } from './download.ts'
import { type Coordinates, maven } from './maven.ts'

/** The Kafka version of the local stack. */
export const kafkaVersion = '4.1.1'

const broker: Coordinates[] = [`org.apache.kafka:kafka_2.13:${kafkaVersion}`, 'org.slf4j:slf4j-simple:1.7.36']

/** The class path of the broker and kafka.tools.StorageTool, from Maven Central by way of mvn. */
export function kafkaClassPath(progress: Progress): Promise<string> {
  return classPath(`kafka-${kafkaVersion}`, `Apache Kafka ${kafkaVersion} (43 MB)`, broker, progress)
}

/** The class path of Kafka's command line tools, for benchmarks: org.apache.kafka.tools.ProducerPerformance and its like. */
export function kafkaToolsClassPath(progress: Progress): Promise<string> {
  const tools: Coordinates = `org.apache.kafka:kafka-tools:${kafkaVersion}`
  return classPath(`kafka-tools-${kafkaVersion}`, `Kafka's tools (54 MB)`, [...broker, tools], progress)
}

async function classPath(name: string, what: string, dependencies: Coordinates[], progress: Progress): Promise<string> {
  const folder = await download(name, what, progress, (temp) => {
    const options = [`-DoutputDirectory=${join(temp, 'libs')}`, '-DincludeScope=runtime']
    return maven('copy-dependencies', temp, dependencies, options, progress)
  })
  return join(folder, 'libs', '*')
}
