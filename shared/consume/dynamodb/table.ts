import { setTimeout as delay } from 'node:timers/promises'
import type { Calls, CallsOptions, OpenCalls } from './calls.ts'
import { beforeDeadline } from './deadline.ts'
import { isConflict, storeError } from './refusal.ts'

export type Call<Answer> = (calls: Calls) => Promise<Answer>

/** The table, reached with deadlines and this store's errors. */
export interface Table {
  /**
   * Makes a call on the table; again, while another write of the same item is under way.
   *
   * @param prepare  makes of the cluster's id what is to be called, as often as need be
   * @throws StoreUnavailable  no answer before the deadline, or one that is none
   * @throws Unprocessable     an item would be too large
   * @throws what a failed condition is in the SDK (see refusal.ts)
   */
  call<Answer>(deadline: number, prepare: (cluster: string) => Call<Answer>): Promise<Answer>
  /**
   * Whether the table answers, whatever is with Kafka: asks for an item that there is not.
   *
   * @throws StoreUnavailable  not before the deadline, or not as a table does
   */
  probe(deadline: number): Promise<void>
  /** Ends connections. */
  close(): Promise<void>
}

export interface TableOptions extends CallsOptions {
  /** Id of the Kafka cluster; what it throws is passed on. */
  readonly cluster: () => Promise<string> | string
}

/** Nobody's: the ids that Kafka gives its clusters hold no `#`. */
const NOBODY = { pk: { S: '#' }, sk: { S: '#' } }

const firstPauseMs = 5
const longestPauseMs = 200

export function createTable({ cluster, ...options }: TableOptions): Table {
  let opening: Promise<OpenCalls> | undefined
  const open = () => {
    opening ??= import('./calls.ts').then(({ openCalls }) => openCalls(options))
    return opening
  }

  async function make<Answer>(call: Call<Answer>, signal: AbortSignal): Promise<Answer> {
    const calls = (await open()).with(signal)
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await call(calls)
      } catch (error) {
        if (!isConflict(error)) throw storeError(error, options.table)
      }
      await delay(pauseMs * (0.5 + Math.random()), undefined, { signal })
    }
  }

  return {
    call: (deadline, prepare) => beforeDeadline(deadline, async (signal) => make(prepare(await cluster()), signal)),
    async probe(deadline) {
      await beforeDeadline(deadline, (signal) => make((calls) => calls.get(NOBODY), signal))
    },
    close: async () => (await opening)?.close(),
  }
}
