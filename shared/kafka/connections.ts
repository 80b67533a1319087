import { apiVersionsV3 } from '@platformatic/kafka'
import type { BufferPool } from '../buffer-pool.ts'
import { beforeDeadline } from './before-deadline.ts'
import { type Connection, openConnection } from './connection/connection.ts'
import { KafkaLoginRefused, KafkaTlsFailed, KafkaUnreachable } from './error.ts'
import { authenticate } from './login/authenticate.ts'
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
  /** Epoch milliseconds from which on the broker wants another login, and another connection is made. */
  expiresAt: number
  /** Calls without an answer yet. */
  unanswered: number
}

/** The connections of one client, at most one per broker. */
export interface Connections {
  /** The connection to a broker when there is one that can be used at once. */
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
  /** To be called when a call was answered: a connection whose login is too old ends with its last one. */
  settle(link: Link): void
  /** Never uses a connection again; what is under way on it fails. */
  drop(link: Link): void
  /** How much speaks against asking this broker: calls it owes an answer, and a failure not long ago. */
  burden(address: BrokerAddress): number
  close(): void
}

/** A broker that failed is asked after all others for this long. */
const SHUNNED_MS = 10_000
const SHUNNED = 1_000_000
/** Of the time a login is good for: calls that are under way by then have the rest of it. */
const LOGIN_SHARE = 0.8

/** @param memory  for brokers' answers */
export function createConnections(settings: KafkaSettings, memory: BufferPool): Connections {
  const links = new Map<string, { link: Link; login: Login; ready: Promise<Link>; isReady: boolean }>()
  /** Nothing more is sent on them. */
  const expired = new Set<Link>()
  const failedAt = new Map<string, number>()
  let closed = false

  function find(key: string) {
    const entry = links.get(key)
    if (!entry) return undefined
    const now = Date.now()
    if (entry.link.expiresAt <= now) {
      links.delete(key)
      expired.add(entry.link)
      settle(entry.link)
      return undefined
    }
    // Between two calls everything may have been frozen: an idle connection may be dead without anyone having noticed.
    if (now - entry.link.lastUse <= settings.connectionsMaxIdleMs) return entry
    drop(entry.link)
    return undefined
  }

  function settle(link: Link): void {
    if (expired.has(link) && link.unanswered === 0) drop(link)
  }

  function drop(link: Link): void {
    if (links.get(link.key)?.link === link) links.delete(link.key)
    expired.delete(link)
    link.connection.close()
  }

  function start(key: string, address: BrokerAddress) {
    const login = settings.renewal?.current ?? settings
    const { clientId, requestTimeoutMs } = settings
    const { tls } = login
    const connection = openConnection(address, { clientId, requestTimeoutMs, memory, tls }, () => drop(link))
    const link: Link = {
      ...{ key, connection, versions: new Map() },
      ...{ lastUse: Date.now(), expiresAt: Number.POSITIVE_INFINITY, unanswered: 0 },
    }
    const entry = { link, login, isReady: false, ready: establish(link, login) }
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

  async function establish(link: Link, login: Login): Promise<Link> {
    try {
      await beforeDeadline(introduce(link, login), link.lastUse + settings.connectTimeoutMs)
      return link
    } catch (error) {
      const reason = tlsFailure(error)
      if (reason !== undefined) throw new KafkaTlsFailed(reason, error)
      throw error instanceof KafkaLoginRefused ? error : new KafkaUnreachable('No connection.', false, error)
    }
  }

  return {
    peek(address) {
      const entry = find(keyOf(address))
      return entry?.isReady ? entry.link : undefined
    },
    async open(address) {
      if (closed) throw new KafkaUnreachable('This Kafka client is closed.', false)
      const key = keyOf(address)
      const entry = find(key) ?? start(key, address)
      try {
        return await entry.ready
      } catch (error) {
        const mayBeOld = error instanceof KafkaLoginRefused || error instanceof KafkaTlsFailed
        if (!mayBeOld || !(await settings.renewal?.renew(entry.login)) || closed) throw error
        return (find(key) ?? start(key, address)).ready
      }
    },
    settle,
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
      for (const link of [...[...links.values()].map((entry) => entry.link), ...expired]) drop(link)
    },
  }
}

/** What a broker speaks, which it says to anybody, and the login where it wants one. */
async function introduce(link: Link, { sasl }: Login): Promise<void> {
  const { connection } = link
  await connection.ready
  const { apiKeys } = await connection.call(apiVersionsV3.api, 'kafka-rest-edge', '1')
  link.versions = new Map(apiKeys.map((api) => [api.apiKey, api]))
  if (!sasl) return
  const begun = Date.now()
  const lifetimeMs = await authenticate(connection, sasl, link.versions)
  if (lifetimeMs > 0) link.expiresAt = begun + lifetimeMs * LOGIN_SHARE
}

export function keyOf({ host, port }: BrokerAddress): string {
  return `${host}:${port}`
}
