import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { java } from '../downloads/java.ts'
import { kafkaClassPath, kafkaVersion } from '../downloads/kafka.ts'
import { jvmOptions } from '../jvm.ts'
import { type Daemon, startDaemon } from '../processes/daemon.ts'
import { anyPort } from '../processes/ports.ts'
import { type Progress, silent } from '../processes/progress.ts'
import type { ProcessRecord } from '../processes/record.ts'
import { together } from '../processes/together.ts'
import { format, formattedClusterId, kafkaUuid } from './format.ts'
import { clusterMetadata } from './metadata.ts'
import { type BrokerProperties, brokerProperties, type Node, type SaslUser } from './properties.ts'

export interface BrokerOptions {
  /** Holds data, properties, log and pid file. Data that is there already is kept and served. */
  dir: string
  /** Where clients connect. Default: any free port. */
  port?: number
  /** Maximum heap as -Xmx takes it. Default: `256m`. */
  heap?: string
  /** Quick to start and small. Benchmarks say false and give it a heap of 1g. Default: true. */
  lean?: boolean
  /** Default: 1. */
  nodeId?: number
  /** All nodes of its cluster, with their ports, this one among them. Default: it is alone. */
  quorum?: readonly Node[]
  /** For a new cluster of several nodes: the id they share. */
  clusterId?: string
  /** Kafka properties on top of ours. */
  properties?: BrokerProperties
  /** Users of the SASL listener when the data is new. Default: admin, with the password admin-secret. */
  users?: readonly SaslUser[]
  /** Further options of the Java machine, for example a system property. */
  jvm?: readonly string[]
  owner?: ProcessRecord['owner']
  progress?: Progress
}

/** A running broker, or one that was killed and can be restarted: same ports, same data. */
export interface Broker {
  readonly nodeId: number
  readonly clusterId: string
  /** `127.0.0.1:port` of the listener without credentials. */
  readonly bootstrap: string
  /** `127.0.0.1:port` of the SASL listener. */
  readonly saslBootstrap: string
  readonly logFile: string
  /** Of the process that runs now, or ran last. */
  readonly pid: number
  isAlive(): boolean
  /** Resolves when the process that runs now has ended, for whatever reason. */
  ended(): Promise<void>
  /** Orderly; data stays. */
  stop(graceMs?: number): Promise<void>
  /** SIGKILL resolves when it is gone, SIGSTOP when it stands still; SIGCONT wakes it. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Stops it if it runs, starts it again on the same ports and data; resolves when it serves. */
  restart(): Promise<void>
}

export const defaultUsers: readonly SaslUser[] = [{ name: 'admin', password: 'admin-secret' }]

/**
 * Starts a Kafka broker (KRaft, broker and controller in one process) on loopback; resolves when it takes part in its
 * cluster.
 *
 * @throws MissingTool  something to download it with is not on this machine
 * @throws Error        it could not be started; nothing of it is left
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { dir, nodeId = 1, users = defaultUsers, heap = '256m', lean = true, progress = silent } = options
  const [runtime, classPath] = await together(progress, [java, kafkaClassPath])
  const node = options.quorum?.find((each) => each.nodeId === nodeId) ?? (await newNode(nodeId, options.port))
  const dataDir = join(dir, 'data')
  const clusterId = formattedClusterId(dataDir) ?? options.clusterId ?? kafkaUuid()
  mkdirSync(dir, { recursive: true })
  if (formattedClusterId(dataDir) === undefined) await format(dataDir, clusterId, nodeId, users, progress)
  const propertiesFile = join(dir, 'server.properties')
  writeFileSync(propertiesFile, brokerProperties(node, options.quorum ?? [node], dataDir, users, options.properties))

  const jvm = jvmOptions({ java: runtime, heap, lean, program: `kafka-${kafkaVersion}`, extra: options.jvm ?? [] })
  const logging = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true']
  const start = (again: boolean) =>
    startDaemon({
      name: 'kafka',
      dir,
      command: runtime.command,
      args: [...jvm, ...logging, '-cp', classPath, 'kafka.Kafka', propertiesFile],
      ports: { kafka: node.port, sasl: node.saslPort, controller: node.controllerPort },
      appendLog: again,
      owner: options.owner,
      graceMs: 15_000,
      ready: async (signal) => (await clusterMetadata('127.0.0.1', node.port, signal)).brokers.includes(nodeId),
      signal: progress.signal,
    })

  let process: Daemon = await start(false)
  return {
    nodeId,
    clusterId,
    bootstrap: `127.0.0.1:${node.port}`,
    saslBootstrap: `127.0.0.1:${node.saslPort}`,
    logFile: process.logFile,
    get pid() {
      return process.pid
    },
    isAlive: () => process.isAlive(),
    ended: () => process.ended,
    stop: (graceMs) => process.stop(graceMs),
    kill: (signal) => process.kill(signal),
    async restart() {
      await process.stop()
      process = await start(true)
    },
  }
}

/** A node with free ports. */
export async function newNode(nodeId: number, port?: number): Promise<Node> {
  return { nodeId, port: port ?? (await anyPort()), controllerPort: await anyPort(), saslPort: await anyPort() }
}
