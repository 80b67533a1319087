import { setTimeout as delay } from 'node:timers/promises'
import { FORGOTTEN } from '../../shared/kafka/producer/failures.ts'
import { isFailure, type Producer } from '../../shared/produce/producer.ts'
import { type SentRecord, valueFor } from '../support/fates.ts'

export interface LoadOptions {
  /** Begins the callers' names. */
  readonly name: string
  readonly callers: number
  /** Records of one call. */
  readonly records: number
  /** How long a caller is ready to wait for its call. */
  readonly patienceMs: number
  /** Between a caller's calls. */
  readonly pauseMs: number
}

/** Callers that go on until they are told to stop. */
export interface Load {
  readonly name: string
  readonly sent: readonly SentRecord[]
  /** Longest time that a call took beyond its deadline. */
  readonly mostLateMs: number
  /** Longest time between the beginning of a call and its result, if all its records were stored. */
  readonly longestMs: number
  count(kind: 'stored' | 'failed'): number
  /** Of those that failed, how many are said to be stored, only not where. */
  readonly forgotten: number
  /** Resolves when that many more records have been stored, in spite of whatever failed. */
  stored(more: number): Promise<void>
  /** Resolves when every call has its results. */
  stop(): Promise<void>
}

/** Half of the callers give their records a key of their own, so that they cannot go around a partition. */
export function startLoad(producer: Producer, topic: string, options: LoadOptions): Load {
  const sent: SentRecord[] = []
  let stopped = false
  let stored = 0
  let mostLateMs = Number.NEGATIVE_INFINITY
  let longestMs = 0

  async function call(index: number): Promise<void> {
    const caller = `${options.name}-${index}`
    const key = index % 2 === 0 ? Buffer.from(caller) : null
    for (let next = 0; !stopped; next += options.records) {
      const values = Array.from({ length: options.records }, (_, i) => valueFor(caller, next + i))
      const begun = Date.now()
      const deadline = begun + options.patienceMs
      const results = await producer.produce(
        topic,
        values.map((value) => ({ key, value })),
        deadline,
      )
      const ended = Date.now()
      mostLateMs = Math.max(mostLateMs, ended - deadline)
      const failed = results.filter(isFailure).length
      stored += results.length - failed
      if (failed === 0) longestMs = Math.max(longestMs, ended - begun)
      sent.push(...results.map((result, i) => ({ caller, number: next + i, result })))
      await delay(options.pauseMs)
    }
  }

  const callers = Array.from({ length: options.callers }, (_, index) => call(index))
  return {
    name: options.name,
    sent,
    get mostLateMs() {
      return mostLateMs
    },
    get longestMs() {
      return longestMs
    },
    get forgotten() {
      return sent.filter(({ result }) => result === FORGOTTEN).length
    },
    count: (kind) => (kind === 'stored' ? stored : sent.length - stored),
    async stored(more) {
      const enough = stored + more
      while (stored < enough) await delay(5)
    },
    async stop() {
      stopped = true
      await Promise.all(callers)
    },
  }
}
