import { createHash, randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder, fetched } from '../boot/cache.mjs'
import { java } from '../downloads/java.ts'
import { kafkaClassPath, kafkaVersion } from '../downloads/kafka.ts'
import { runTool } from '../downloads/tool.ts'
import type { Progress } from '../processes/progress.ts'
import { brokerProperties, type SaslUser } from './properties.ts'

const metaFile = 'meta.properties'
const bootstrapFile = 'bootstrap.checkpoint'

/** A random id in the manner of org.apache.kafka.common.Uuid: 16 bytes in base64url, never beginning with a hyphen. */
export function kafkaUuid(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url')
    if (!id.startsWith('-')) return id
  }
}

/** The cluster id in a formatted data folder; nothing when it isn't formatted. */
export function formattedClusterId(dataDir: string): string | undefined {
  const file = join(dataDir, metaFile)
  return existsSync(file) ? /^cluster\.id=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
}

/**
 * Makes a new data folder for one node, as kafka.tools.StorageTool does. The tool itself runs once per set of users: what
 * it writes besides the ids (features and SCRAM credentials, as records) is the same for every node, so that a new broker
 * costs no second JVM.
 */
export async function format(
  dataDir: string,
  clusterId: string,
  nodeId: number,
  users: readonly SaslUser[],
  progress: Progress,
): Promise<void> {
  const template = await bootstrapRecords(users, progress)
  const temp = `${dataDir}.tmp`
  rmSync(temp, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(temp, { recursive: true })
  copyFileSync(join(template, 'data', bootstrapFile), join(temp, bootstrapFile))
  const ids = { version: 1, 'cluster.id': clusterId, 'node.id': nodeId, 'directory.id': kafkaUuid() }
  const lines = Object.entries(ids).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(temp, metaFile), lines.join(''))
  mkdirSync(dirname(dataDir), { recursive: true })
  renameSync(temp, dataDir)
}

async function bootstrapRecords(users: readonly SaslUser[], progress: Progress): Promise<string> {
  const { command } = await java(progress)
  const classPath = await kafkaClassPath(progress)
  const digest = createHash('sha256').update(JSON.stringify(users)).digest('hex').slice(0, 12)
  return fetched(cacheFolder(), `kafka-${kafkaVersion}-format-${digest}`, async (temp) => {
    const node = { nodeId: 1, port: 9092, controllerPort: 9093, saslPort: 9094 }
    const file = join(temp, 'server.properties')
    writeFileSync(file, brokerProperties(node, [node], join(temp, 'data'), users))
    const credentials = users.flatMap(({ name, password }) =>
      ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${name},password=${password}]`,
      ]),
    )
    const tool = ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', kafkaUuid(), '-c', file, ...credentials]
    const result = await runTool(command, tool, { signal: progress.signal })
    if (result?.code !== 0) throw new Error(`Kafka could not format its data folder:\n${result?.output.trim()}`)
  })
}
