import { RegistryRefusal } from '../http/errors/schemas.ts'
import { createCache } from '../registry/cache.ts'
import type { WatchCache } from '../registry/client.ts'
import { within } from '../registry/deadline.ts'
import { passedOn } from '../registry/refusal.ts'
import type { Call } from '../registry/transport.ts'
import { type Document, documentOf, isPlace, listOf } from './bodies.ts'

/**
 * The registry for those who read from it through this proxy. `path` is below its base, encoded, with its query; `deadline`
 * is in epoch milliseconds. All methods throw
 *
 * - RegistryRefusal        the registry's no, with its own status, code and message,
 * - Forbidden              it does not let this proxy in,
 * - DependencyUnavailable  it gave no usable answer in time.
 */
export interface RegistryProxy {
  /** What it answers now. */
  ask(path: string, deadline: number, body?: object): Promise<unknown>
  /** What it answered once and will always answer: remembered. */
  lasting(path: string, deadline: number): Promise<Document>
  /** Where a schema is registered, remembered for some seconds. @param path  of the schema's versions */
  subjects(path: string, deadline: number): Promise<readonly string[]>
}

export interface RegistryProxyOptions {
  /** For each call to the registry. */
  readonly timeoutMs: number
  /** Is told of each cache, by the name it has in metrics. */
  readonly watchCache?: WatchCache
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** In each cache. */
const MAX_ENTRIES = 1_000
/** Of all texts in a cache. */
const MAX_CHARACTERS = 16_777_216
/** How long a refusal is repeated, and a schema's subjects are taken for its subjects, without asking again. */
const SHORT_MS = 5_000

export function createRegistryProxy(call: Call, options: RegistryProxyOptions): RegistryProxy {
  const { timeoutMs, watchCache, now = Date.now } = options
  const isAnswer = (error: unknown) => error instanceof RegistryRefusal
  const shared = { maxEntries: MAX_ENTRIES, maxWeight: MAX_CHARACTERS, isAnswer, failureMs: SHORT_MS, now }
  const documents = createCache<Document>({ ...shared, weigh: (key, found) => key.length + (found?.text.length ?? 0) })
  const places = createCache<readonly string[]>({
    ...shared,
    weigh: (key, names = []) => names.reduce((sum, { length }) => sum + length, key.length),
    valueMs: SHORT_MS,
  })
  watchCache?.('proxied-schemas', documents.holding)
  watchCache?.('proxied-subjects', places.holding)

  async function ask(path: string, deadline: number, body?: object): Promise<unknown> {
    const answer = await call(path, body, Math.min(deadline, now() + timeoutMs))
    if (answer.status >= 300) throw passedOn(answer, path)
    return answer.body
  }

  /** For all who wait for it, whatever the deadline of the first. */
  const fetched = (path: string) => ask(path, Number.POSITIVE_INFINITY)

  return {
    ask,
    lasting: (path, deadline) =>
      within(
        documents.load(path, async () => documentOf(await fetched(path))),
        deadline,
        now,
      ),
    subjects: (path, deadline) =>
      within(
        places.load(path, async () => subjectsOf(await fetched(path))),
        deadline,
        now,
      ),
  }
}

/** @param listed  `[{subject, version}]` */
function subjectsOf(listed: unknown): readonly string[] {
  return [...new Set(listOf(listed).flatMap((each) => (isPlace(each) ? each.subject : [])))]
}
