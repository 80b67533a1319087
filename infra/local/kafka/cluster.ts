import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Progress, silent } from '../processes/progress.ts'
import { together } from '../processes/together.ts'
import { type Broker, type BrokerOptions, newNode, startBroker } from './broker.ts'
import { kafkaUuid } from './format.ts'
import { clusterMetadata } from './metadata.ts'

export interface ClusterOptions
  extends Pick<BrokerOptions, 'heap' | 'lean' | 'properties' | 'users' | 'jvm' | 'progress'> {
  /** Holds one folder per broker. Must be new: the ports of a cluster are part of its identity. */
  dir: string
  /** How many brokers; each is a controller too, so that a cluster of three survives the loss of any one. Default: 3. */
  brokers?: number
}

/** Several brokers on loopback. */
export interface Cluster {
  readonly clusterId: string
  /** All brokers that were started, whether they run or not; node ids from 1. */
  readonly brokers: readonly Broker[]
  /** The addresses of all brokers, separated by commas. */
  readonly bootstrap: string
  /** The broker with a node id. */
  broker(nodeId: number): Broker
  /** Resolves when every running broker sees as many brokers as run. */
  settled(timeoutMs?: number): Promise<void>
  /** Ends all brokers at once; the data is of no further use. */
  stop(): Promise<void>
}

/**
 * Starts a cluster with replication factor 3 for new and internal topics and min.insync.replicas 2; resolves when every
 * broker sees every other. A broker that stops answering is given up after 4 s.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { dir, brokers: count = 3, progress = silent, ...shared } = options
  const quorum = await Promise.all(Array.from({ length: count }, (_, index) => newNode(index + 1)))
  const clusterId = kafkaUuid()
  const brokers: Broker[] = []
  const cluster: Cluster = {
    clusterId,
    brokers,
    bootstrap: quorum.map(({ port }) => `127.0.0.1:${port}`).join(','),
    broker(nodeId) {
      const found = brokers.find((each) => each.nodeId === nodeId)
      if (found === undefined) throw new Error(`The cluster has no broker ${nodeId}.`)
      return found
    },
    settled: (timeoutMs = 60_000) => settle(brokers, timeoutMs, progress),
    async stop() {
      await Promise.all(brokers.map((broker) => broker.stop(0)))
    },
  }
  try {
    const starts = quorum.map(({ nodeId }) => async (progress: Progress) => {
      const own = { dir: join(dir, `broker-${nodeId}`), nodeId, quorum, clusterId, progress }
      brokers.push(await startBroker({ ...shared, ...own }))
    })
    await together(progress, starts)
    brokers.sort((one, other) => one.nodeId - other.nodeId)
    await cluster.settled()
  } catch (error) {
    await cluster.stop()
    throw error
  }
  return cluster
}

async function settle(brokers: readonly Broker[], timeoutMs: number, { signal }: Progress): Promise<void> {
  const until = Date.now() + timeoutMs
  const running = brokers.filter((broker) => broker.isAlive())
  for (const broker of running) {
    const port = Number(broker.bootstrap.split(':')[1])
    while ((await brokersSeenBy(port)) !== running.length) {
      signal?.throwIfAborted()
      if (Date.now() > until) throw new Error(`Broker ${broker.nodeId} does not see ${running.length} brokers.`)
      await delay(50)
    }
  }
}

async function brokersSeenBy(port: number): Promise<number> {
  try {
    return (await clusterMetadata('127.0.0.1', port, AbortSignal.timeout(3_000))).brokers.length
  } catch {
    return 0
  }
}
