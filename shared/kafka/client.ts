import type { API, Connection } from '@platformatic/kafka'
import { apiVersionsV3, ConnectionPool } from '@platformatic/kafka'
import { KafkaError, KafkaLoginRefused, KafkaUnreachable } from './error.ts'
import type { KafkaSettings } from './settings.ts'

/** The versions of one API that a caller can deal with, newest first. */
export type ApiVersions<Args extends unknown[], Answer> = readonly API<Args, Answer>[]

/** `host:port` as the cluster advertises it. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

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
 */
export interface KafkaClient {
  readonly settings: KafkaSettings
  /** Calls the broker with this node id, once. */
  call<Args extends unknown[], Answer>(node: number, versions: ApiVersions<Args, Answer>, args: Args): Promise<Answer>
  /** Calls any broker that can be reached, one after the other and round again until the deadline (epoch ms). */
  callAny<Args extends unknown[], Answer>(
    versions: ApiVersions<Args, Answer>,
    args: Args,
    deadline: number,
  ): Promise<Answer>
  /** Takes note of where the brokers are, as a metadata answer says. */
  learn(brokers: ReadonlyMap<number, BrokerAddress>): void
  close(): Promise<void>
}

export function createKafkaClient(settings: KafkaSettings): KafkaClient {
  const bootstrap = settings.bootstrapServers.map(parseAddress)
  const pool = new ConnectionPool(settings.clientId, {
    connectTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    maxInflights: 64,
    ...(settings.tls && { tls: settings.tls, tlsServerName: true }),
    ...(settings.sasl && { sasl: { ...settings.sasl } }),
  })
  // A connection may fail more than once on its way down; an unheard second error would end the process.
  pool.on('connecting', ({ connection }) => connection.on('error', () => {}))
  const lastUse = new WeakMap<Connection, number>()
  let brokers: ReadonlyMap<number, BrokerAddress> = new Map()
  let supported: Promise<ReadonlyMap<number, number>> | undefined
  let turn = 0
  let closed = false

  async function connect(address: BrokerAddress): Promise<Connection> {
    if (closed) throw new KafkaUnreachable('This Kafka client is closed.', false)
    try {
      const connection = await pool.get(address)
      const idleSince = lastUse.get(connection)
      if (idleSince === undefined || Date.now() - idleSince <= settings.connectionsMaxIdleMs) return connection
      connection.socket.destroy()
      await closing(connection)
      return await pool.get(address)
    } catch (error) {
      throw isLoginRefused(error) ? new KafkaLoginRefused(error) : new KafkaUnreachable('No connection.', false, error)
    }
  }

  async function send<Args extends unknown[], Answer>(
    connection: Connection,
    api: API<Args, Answer>,
    args: Args,
  ): Promise<Answer> {
    lastUse.set(connection, Date.now())
    try {
      const answer = await api.async(connection, ...args)
      lastUse.set(connection, Date.now())
      return answer
    } catch (error) {
      const answer = (error as { response?: Answer }).response
      if (answer !== undefined) return answer
      // After a time-out the late answer would be taken for another request's: the connection is not usable any more.
      connection.socket.destroy()
      throw new KafkaUnreachable('No answer.', true, error)
    }
  }

  /** Highest version of each API the cluster speaks, asked once; a cluster being upgraded is asked again after a failure. */
  function apiVersions(connection: Connection): Promise<ReadonlyMap<number, number>> {
    supported ??= send(connection, apiVersionsV3.api, ['kafka-rest-edge', '1']).then(
      (answer) => new Map(answer.apiKeys.map((key) => [key.apiKey, key.maxVersion])),
    )
    supported.catch(() => {
      supported = undefined
    })
    return supported
  }

  async function callAt<Args extends unknown[], Answer>(
    address: BrokerAddress,
    versions: ApiVersions<Args, Answer>,
    args: Args,
  ): Promise<Answer> {
    const connection = await connect(address)
    const highest = await apiVersions(connection)
    const api = versions.find((candidate) => candidate.version <= (highest.get(candidate.key) ?? -1))
    if (!api) throw new KafkaError(UNSUPPORTED_VERSION)
    return send(connection, api, args)
  }

  return {
    settings,
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
        const candidates = [...brokers.values(), ...bootstrap]
        const address = candidates[turn++ % candidates.length] as BrokerAddress
        try {
          return await beforeDeadline(callAt(address, versions, args), deadline)
        } catch (error) {
          if (!(error instanceof KafkaUnreachable) || closed) throw error
          if (Date.now() + settings.retryBackoffMs >= deadline) throw error
          // A full round has failed: the cluster may be restarting.
          if (turn % candidates.length === 0) await pause(settings.retryBackoffMs)
        }
      }
    },
    async close() {
      closed = true
      await pool.close()
    },
  }
}

const UNSUPPORTED_VERSION = 35

function parseAddress(server: string): BrokerAddress {
  const { hostname, port } = new URL(`kafka://${server}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 9092) }
}

function isLoginRefused(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { code?: string }).code === 'PLT_KFK_AUTHENTICATION') return true
  }
  return false
}

function closing(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    if (connection.status === 'closed') resolve()
    else connection.once('close', resolve)
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Settles like `work`, or fails with {@link KafkaUnreachable} when the deadline (epoch ms) comes first. */
export function beforeDeadline<T>(work: Promise<T>, deadline: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new KafkaUnreachable('The deadline passed first.', true)),
      Math.max(0, deadline - Date.now()),
    )
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
