import { setTimeout as delay } from 'node:timers/promises'
import type { Settings } from '../config/load.ts'
import { Overloaded, RateLimited } from '../http/errors/limits.ts'
import type { Route } from '../http/route.ts'
import { type Budget, type LimitName, ownBudget, take, type Wait, type Wanted } from './budget.ts'
import { costOf } from './costs.ts'
import type { LeaseStore } from './leases.ts'
import { createPrincipals, type PrincipalState } from './principals.ts'
import { createRecordLimit, type RecordLimit } from './record-limit.ts'
import { createTokenBucket } from './token-bucket.ts'

/** What callers may ask of one process; some of it together with the other processes. */
export interface Limits {
  /** Those of a route's requests; undefined when there are none. */
  forRoute(route: Route): RouteLimits | undefined
  /** Those of the records that a caller produces by version 3; undefined when there are none. */
  records(principal: string): RecordLimit | undefined
  /** Those of the messages that a caller publishes by MQTT; undefined when there are none. */
  messages(principal: string): MessageLimit | undefined
}

/** Counts messages of a caller who can be slowed down. */
export interface MessageLimit {
  /**
   * Takes messages that have come already.
   *
   * @param bytes  of all of them
   * @returns milliseconds to wait before more are read, 0 when there is nothing to wait for; a promise, which never rejects, when
   *          other processes have to be asked
   */
  take(count: number, bytes: number): number | Promise<number>
}

export interface RouteLimits {
  /** A request has come. @throws Overloaded */
  enter(): Admission
}

/** A request within limits. */
export interface Admission {
  /**
   * Lets the request begin, now or when its turn has come.
   *
   * @param principal  undefined when nobody is asked who they are
   * @param announced  bytes of its body, as far as it says
   * @param deadline   epoch milliseconds, by which it must be answered
   * @throws RateLimited  nothing is taken
   */
  admit(principal: string | undefined, announced: number, deadline: number): Promise<void> | undefined
  /** So large its body was. */
  received(bytes: number): void
  /** So large its answer is. */
  answered(body: string | Uint8Array): void
  /** It is answered, and its answer has gone out. */
  end(): void
}

export interface LimitsParts {
  readonly settings: Settings
  /** Where limits are that hold for all processes together; undefined when each limits by itself. */
  readonly leases: LeaseStore | undefined
  readonly onStoreAway: (error: unknown) => void
  /** Hears of a record beyond a limit; of requests tells what they are answered. */
  readonly onLimited: (limit: LimitName) => void
}

/** Their records are counted one by one (contract F.2). */
const BY_RECORD: ReadonlySet<string> = new Set([
  'api.v3.produce.produce-to-topic',
  'api.v3.batch-produce.produce-to-topic',
])
const READS: ReadonlySet<string> = new Set([
  'api.v2.consumers.consume',
  'api.v1.consumers.consume',
  'api.v1.simple-consumer',
  'partition-records',
])

const REASONS: Readonly<Record<LimitName, string>> = {
  permits: 'The rate limit of requests per second has been exceeded.',
  'cluster-permits': 'The rate limit of requests per second to this cluster has been exceeded.',
  bytes: 'The rate limit of bytes per second has been exceeded.',
  'principal-permits': 'You have made more requests than you may in a second.',
  'principal-bytes': 'You have sent or received more bytes than you may in a second.',
  'v3-records': 'The rate limit of records per second has been exceeded.',
  'v3-bytes': 'The rate limit of bytes of records per second has been exceeded.',
}

/** Worth trying again after that: a read ends within a second or two. */
const READ_WAIT_MS = 1_000

/** @returns undefined when the settings limit nothing */
export function createLimits({ settings, leases, onStoreAway, onLimited }: LimitsParts): Limits | undefined {
  const { rateLimit, produceRateLimit, maxConcurrentRequests, principalReads, rateTimeoutMs: timeoutMs } = settings
  const ofCaller = settings.principalPermits > 0 || settings.principalBytes > 0
  const byPrincipal = ofCaller || principalReads > 0
  if (!rateLimit && !produceRateLimit && !settings.rateBytes && !maxConcurrentRequests && !byPrincipal) return undefined

  const clock = () => performance.now()
  const own = (limit: LimitName, perSecond: number) => ownBudget(limit, createTokenBucket(perSecond, clock))
  const bytes = settings.rateBytes > 0 ? own('bytes', settings.rateBytes) : undefined
  const v3Records = produceRateLimit
    ? own('v3-records', Math.min(settings.produceRecordsPerSecond, settings.v3ClusterRecords))
    : undefined
  const v3Bytes = produceRateLimit
    ? own('v3-bytes', Math.min(settings.produceBytesPerSecond, settings.v3ClusterBytes))
    : undefined
  const stateOf = createPrincipals({
    all: {
      permits: rateLimit ? own('permits', settings.ratePermits) : undefined,
      clusterPermits: rateLimit ? own('cluster-permits', settings.rateClusterPermits) : undefined,
      bytes,
    },
    permitsPerSecond: settings.principalPermits,
    bytesPerSecond: settings.principalBytes,
    leases,
    onStoreAway,
    clock,
    now: Date.now,
  })
  let underWay = 0

  function forRoute(route: Route): RouteLimits | undefined {
    // Whoever watches the process must hear from it, most of all when it has much to do.
    if (route.action === 'public' && !route.name.startsWith('api.')) return undefined
    const byRecord = BY_RECORD.has(route.name)
    const isRead = principalReads > 0 && READS.has(route.name)
    const ofCluster = route.path.includes('/:cluster')
    const cost = costOf(route, settings)

    function wantedOf(state: PrincipalState, announced: number): Wanted {
      const counted = cost === 0 ? NOTHING : ofCluster ? state.clusterPermits : state.permits
      return { counted, count: cost, sized: state.bytes, bytes: announced }
    }

    return {
      enter() {
        if (maxConcurrentRequests > 0 && underWay >= maxConcurrentRequests) throw new Overloaded()
        underWay++
        let open = true
        let reads: PrincipalState | undefined
        /** Whose bytes are counted, once it is admitted. */
        let charged: PrincipalState | undefined
        let announced = 0

        function admitted(
          state: PrincipalState,
          wait: Wait | undefined,
          patienceMs: number,
        ): Promise<void> | undefined {
          if (wait && wait.ms > patienceMs) throw new RateLimited(wait.limit, REASONS[wait.limit], wait.ms)
          charged = state
          return wait && delay(wait.ms)
        }

        function charge(count: number): void {
          if (charged) for (const budget of charged.bytes) budget.spend(count)
        }

        return {
          admit(principal, bytes, deadline) {
            if (byRecord) return undefined
            const state = stateOf(byPrincipal ? principal : undefined)
            if (isRead) {
              if (state.reads >= principalReads) {
                throw new RateLimited('reads', `You have ${principalReads} reads under way already.`, READ_WAIT_MS)
              }
              state.reads++
              reads = state
            }
            announced = bytes
            const patienceMs = timeoutMs === 0 ? 0 : Math.max(0, Math.min(timeoutMs, deadline - Date.now()))
            const taken = take(wantedOf(state, bytes), clock, patienceMs)
            if (!(taken instanceof Promise)) return admitted(state, taken, patienceMs)
            return taken.then((wait) => admitted(state, wait, patienceMs))
          },
          received(bytes) {
            if (bytes > announced) charge(bytes - announced)
          },
          answered(body) {
            if (charged && charged.bytes.length > 0) charge(Buffer.byteLength(body))
          },
          end() {
            if (!open) return
            open = false
            underWay--
            if (reads) reads.reads--
          },
        }
      },
    }
  }

  return {
    forRoute,
    records(principal) {
      const { permits, bytes: ownBytes } = stateOf(ofCaller ? principal : undefined).own
      const perRecord = [v3Records, permits].filter((budget) => budget !== undefined)
      const perByte = [v3Bytes, bytes, ownBytes].filter((budget) => budget !== undefined)
      if (perRecord.length + perByte.length === 0) return undefined
      return createRecordLimit(perRecord, perByte, clock, onLimited)
    },
    messages(principal) {
      const { permits, bytes: ownBytes } = stateOf(ofCaller ? principal : undefined).own
      const counted = [permits].filter((budget) => budget !== undefined)
      const sized = [bytes, ownBytes].filter((budget) => budget !== undefined)
      if (counted.length + sized.length === 0) return undefined
      const waitOf = (wait: Wait | undefined) => {
        if (wait) onLimited(wait.limit)
        return wait?.ms ?? 0
      }
      return {
        take(count, size) {
          const taken = take({ counted, count, sized, bytes: size }, clock, Number.POSITIVE_INFINITY)
          return taken instanceof Promise ? taken.then(waitOf) : waitOf(taken)
        },
      }
    },
  }
}

const NOTHING: readonly Budget[] = []
