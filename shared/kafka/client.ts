import type { API } from '@platformatic/kafka'
import { type BufferPool, unpooled } from '../buffer-pool.ts'
import { beforeDeadline } from './before-deadline.ts'
import { type BrokerAddress, createConnections, keyOf, type Link } from './connections.ts'
import { KafkaError, KafkaTlsFailed, KafkaUnreachable } from './error.ts'
import type { KafkaSettings } from './settings.ts'

export type { BrokerAddress } from './connections.ts'

/** The versions of one API that a caller can deal with, newest first. */
export type ApiVersions<Args extends unknown[], Answer> = readonly API<Args, Answer>[]

/**
 * Connections to a cluster's brokers, one per broker, and single calls over them.
 *
 * A call is tried once; whoever calls knows whether trying again is safe. Between two calls everything may have been
 * frozen for hours (a Lambda environment between invocations): a connection that was idle for too long is replaced
 * before it is used, and one that let a request time out is never used again.
 *
 * An answer that carries error codes is returned like any other: the codes are the caller's to read.
 *
 * @throws KafkaUnreachable   no connection, or no answer in time
 * @throws KafkaLoginRefused  the broker refuses the proxy's credentials
 * @throws KafkaError         `UNSUPPORTED_VERSION`: the broker speaks none of the versions
 */
export interface KafkaClient {
  readonly settings: KafkaSettings
  /** Where the brokers are, by node id, as it was learnt last. */
  readonly brokers: ReadonlyMap<number, BrokerAddress>
  /** Calls the broker with this node id, once. */
  call<Args extends unknown[], Answer>(node: number, versions: ApiVersions<Args, Answer>, args: Args): Promise<Answer>
  /**
   * Calls any broker that can be reached, one after the other and round again until the deadline (epoch ms); first those
   * that owe no answers and have not failed lately.
   */
  callAny<Args extends unknown[], Answer>(
    versions: ApiVersions<Args, Answer>,
    args: Args,
    deadline: number,
  ): Promise<Answer>
  /** Takes note of where the brokers are, as a metadata answer says. */
  learn(brokers: ReadonlyMap<number, BrokerAddress>): void
  close(): Promise<void>
}

const UNSUPPORTED_VERSION = 35

/** @param memory  for brokers' answers, where they are large and whoever reads them gives it back */
export function createKafkaClient(settings: KafkaSettings, memory: BufferPool = unpooled): KafkaClient {
  const bootstrap = settings.bootstrapServers.map(parseAddress)
  const connections = createConnections(settings, memory)
  let brokers: ReadonlyMap<number, BrokerAddress> = new Map()
  let turn = 0
  let closed = false

  async function callAt<Args extends unknown[], Answer>(
    address: BrokerAddress,
    versions: ApiVersions<Args, Answer>,
    args: Args,
  ): Promise<Answer> {
    const link = connections.peek(address) ?? (await connections.open(address))
    const api = versions.find(({ key, version }) => {
      const range = link.versions.get(key)
      return range !== undefined && range.minVersion <= version && version <= range.maxVersion
    })
    if (!api) throw new KafkaError(UNSUPPORTED_VERSION)
    return send(link, api, args)
  }

  async function send<Args extends unknown[], Answer>(link: Link, api: API<Args, Answer>, args: Args): Promise<Answer> {
    link.lastUse = Date.now()
    link.unanswered++
    try {
      return await link.connection.call(api, ...args)
    } catch (error) {
      const answer = (error as { response?: Answer }).response
      if (answer !== undefined) return answer
      connections.drop(link)
      throw new KafkaUnreachable('No answer.', true, error)
    } finally {
      link.unanswered--
      link.lastUse = Date.now()
      connections.settle(link)
    }
  }

  /** Every address once, the best first; equals take turns. */
  function candidates(): BrokerAddress[] {
    const distinct = [...new Map([...brokers.values(), ...bootstrap].map((each) => [keyOf(each), each])).values()]
    const start = turn++ % distinct.length
    const turned = [...distinct.slice(start), ...distinct.slice(0, start)]
    return turned.sort((a, b) => connections.burden(a) - connections.burden(b))
  }

  return {
    settings,
    get brokers() {
      return brokers
    },
    learn(found) {
      brokers = found
    },
    call(node, versions, args) {
      const address = brokers.get(node)
      if (!address) return Promise.reject(new KafkaUnreachable(`Broker ${node} is not known at the moment.`, false))
      return callAt(address, versions, args)
    },
    async callAny(versions, args, deadline) {
      for (;;) {
        let failure: unknown
        let mayPass = false
        for (const address of candidates()) {
          try {
            return await beforeDeadline(callAt(address, versions, args), deadline)
          } catch (error) {
            if (!(error instanceof KafkaUnreachable) || closed || Date.now() >= deadline) throw error
            failure = error
            mayPass ||= !(error instanceof KafkaTlsFailed)
          }
        }
        if (!mayPass) throw failure
        // A full round has failed: the cluster may be restarting.
        if (Date.now() + settings.retryBackoffMs >= deadline) throw failure
        await new Promise((resolve) => setTimeout(resolve, settings.retryBackoffMs))
      }
    },
    async close() {
      closed = true
      connections.close()
    },
  }
}

function parseAddress(server: string): BrokerAddress {
  const { hostname, port } = new URL(`kafka://${server}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 9092) }
}
