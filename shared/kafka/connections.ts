import { apiVersionsV3, Connection } from '@platformatic/kafka'
import { beforeDeadline } from './before-deadline.ts'
import { KafkaLoginRefused, KafkaTlsFailed, KafkaUnreachable } from './error.ts'
import { connectionOptions } from './login/connection-options.ts'
import { isLoginRefused } from './login/login-refused.ts'
import { tlsFailure } from './login/tls-failure.ts'
import type { KafkaSettings, Login } from './settings.ts'

/** `host:port` as the cluster advertises it. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

/** The versions of one API that a broker speaks. */
export interface VersionRange {
  readonly minVersion: number
  readonly maxVersion: number
}

/** A connection to a broker. */
export interface Link {
  readonly key: string
  readonly connection: Connection
  /** By API key; the broker said so on this very connection, as another one may be of another release. */
  versions: ReadonlyMap<number, VersionRange>
  /** Epoch milliseconds. */
  lastUse: number
  /** Calls without an answer yet. */
  unanswered: number
}

/** The connections of one client, at most one per broker. */
export interface Connections {
  /** The connection to a broker when it can be used at once. */
  peek(address: BrokerAddress): Link | undefined
  /**
   * The connection to a broker, made when there is none: TCP, TLS, SASL and the versions within `connectTimeoutMs`.
   *
   * A login that is refused is tried once more where the secrets have changed since they were read.
   *
   * @throws KafkaUnreachable   there is none; nothing has been sent
   * @throws KafkaLoginRefused  the broker refuses the proxy's credentials
   */
  open(address: BrokerAddress): Promise<Link>
  /** Never uses a connection again; what is under way on it fails. */
  drop(link: Link): void
  /** How much speaks against asking this broker: calls it owes an answer, and a failure not long ago. */
  burden(address: BrokerAddress): number
  close(): void
}

/** A broker that failed is asked after all others for this long. */
const SHUNNED_MS = 10_000
const SHUNNED = 1_000_000

export function createConnections(settings: KafkaSettings): Connections {
  const links = new Map<string, { link: Link; login: Login; ready: Promise<Link>; isReady: boolean }>()
  const failedAt = new Map<string, number>()
  let closed = false

  /** Between two calls everything may have been frozen: an idle connection may be dead without anyone having noticed. */
  function find(key: string) {
    const entry = links.get(key)
    if (!entry || Date.now() - entry.link.lastUse <= settings.connectionsMaxIdleMs) return entry
    drop(entry.link)
    return undefined
  }

  function drop(link: Link): void {
    if (links.get(link.key)?.link === link) links.delete(link.key)
    // Closing ends its timers too, but would wait for what is still to be written.
    void link.connection.close()
    link.connection.socket?.destroy()
  }

  function start(key: string, address: BrokerAddress) {
    const login = settings.renewal?.current ?? settings
    const connection = new Connection(settings.clientId, {
      connectTimeout: settings.connectTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      maxInflights: 64,
      ...connectionOptions(login, address.host),
    })
    // Why a broker closes a connection comes before the answer that is missing then.
    let broken: Error | undefined
    const link: Link = { key, connection, versions: new Map(), lastUse: Date.now(), unanswered: 0 }
    connection.once('close', () => drop(link))
    // It may fail more than once on its way down; an unheard second error would end the process.
    connection.on('error', (error) => {
      broken ??= error
      drop(link)
    })
    const entry = { link, login, isReady: false, ready: establish(link, address, () => broken) }
    entry.ready.then(
      () => {
        entry.isReady = true
        failedAt.delete(key)
      },
      (error) => {
        failedAt.set(key, Date.now())
        drop(link)
        if (!closed) settings.onConnectionFailed?.(key, error)
      },
    )
    links.set(key, entry)
    return entry
  }

  async function establish(link: Link, { host, port }: BrokerAddress, broken: () => Error | undefined): Promise<Link> {
    const { connection } = link
    try {
      const connected = Promise.resolve(connection.connect(host, port))
      const versions = connected.then(() => apiVersionsV3.api.async(connection, 'kafka-rest-edge', '1'))
      const { apiKeys } = await beforeDeadline(versions, link.lastUse + settings.connectTimeoutMs)
      link.versions = new Map(apiKeys.map((api) => [api.apiKey, api]))
      return link
    } catch (error) {
      const reason = tlsFailure(error) ?? tlsFailure(broken())
      if (reason !== undefined) throw new KafkaTlsFailed(reason, broken() ?? error)
      throw isLoginRefused(error) ? new KafkaLoginRefused(error) : new KafkaUnreachable('No connection.', false, error)
    }
  }

  /** While a connection renews its login (KIP-368) the broker takes no other request. */
  async function renewed(link: Link): Promise<Link> {
    try {
      await beforeDeadline(link.connection.ready(), Date.now() + settings.connectTimeoutMs)
      return link
    } catch (error) {
      drop(link)
      throw new KafkaUnreachable('No connection.', false, error)
    }
  }

  return {
    peek(address) {
      const entry = find(keyOf(address))
      return entry?.isReady && entry.link.connection.isConnected() ? entry.link : undefined
    },
    async open(address) {
      if (closed) throw new KafkaUnreachable('This Kafka client is closed.', false)
      const key = keyOf(address)
      const entry = find(key) ?? start(key, address)
      if (entry.isReady && !entry.link.connection.isConnected()) return renewed(entry.link)
      try {
        return await entry.ready
      } catch (error) {
        const mayBeOld = error instanceof KafkaLoginRefused || error instanceof KafkaTlsFailed
        if (!mayBeOld || !(await settings.renewal?.renew(entry.login)) || closed) throw error
        return (find(key) ?? start(key, address)).ready
      }
    },
    drop(link) {
      failedAt.set(link.key, Date.now())
      drop(link)
    },
    burden(address) {
      const key = keyOf(address)
      const failed = Date.now() - (failedAt.get(key) ?? 0) < SHUNNED_MS
      return (failed ? SHUNNED : 0) + (links.get(key)?.link.unanswered ?? 0)
    },
    close() {
      closed = true
      for (const { link } of links.values()) drop(link)
    },
  }
}

export function keyOf({ host, port }: BrokerAddress): string {
  return `${host}:${port}`
}
