import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { WINDOW_MS } from '../../shared/limits/leases.ts'
import { newTable } from '../consume/dynamodb/stores.ts'
import { openWay } from '../consume/dynamodb/way.ts'
import { createTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

const PER_SECOND = 2
const LASTS_MS = 6_000
const AWAY = '"limits.store-away"'

interface Asked {
  served: number
  refused: number
}

test('processes keep to a caller’s limit together, with few writes, and each by itself while the table is away', async (t) => {
  const way = await openWay(t)
  const environment = {
    KAFKA_REST_DYNAMODB_ENDPOINT: way.url,
    KAFKA_REST_DYNAMODB_TABLE: await newTable(),
    KAFKA_REST_RATE_LIMIT_SHARED: 'true',
    KAFKA_REST_RATE_LIMIT_PER_PRINCIPAL_PERMITS_PER_SEC: String(PER_SECOND),
  }
  const path = `/topics/${await createTopic()}/partitions`
  const all = await Promise.all([1, 2, 3].map(() => startProxy(environment)))
  t.after(() => Promise.all(all.map((proxy) => proxy.stop())))
  const away = () => all.map(({ log }) => log.filter((line) => line.includes(AWAY)).length)

  async function askFor(lastsMs: number): Promise<Asked> {
    const asked = { served: 0, refused: 0 }
    const until = Date.now() + lastsMs
    await Promise.all(all.map((proxy) => askWhile(proxy, () => Date.now() < until, asked)))
    return asked
  }

  async function askWhile({ url }: ProxyProcess, goesOn: () => boolean, asked: Asked): Promise<void> {
    while (goesOn()) {
      const { status } = await fetch(url + path)
      ok(status === 200 || status === 429, String(status))
      if (status === 200) asked.served++
      else asked.refused++
      await pause(50)
    }
  }

  // Each has spoken to the table, and a window begins in which nothing has been taken.
  await askFor(1_000)
  await nextWindow()
  const before = away()
  const calls = way.requests.length
  const together = await askFor(LASTS_MS)
  deepEqual(away(), before, 'the table was there all the time')
  // By themselves they would have let through 3 × 2 × 7.
  const budget = (PER_SECOND * WINDOW_MS) / 1000
  equal(together.served, budget)
  ok(together.refused > 50, `${together.refused} refused`)
  const made = way.requests.slice(calls)
  deepEqual(new Set(made.map(({ operation }) => operation)), new Set(['UpdateItem']))
  // Parts are of one or two permits here; each process learns once that there is nothing left.
  ok(made.length <= budget + all.length, `${made.length} writes`)

  way.fault = 'reset'
  await nextWindow()
  const apart = await askFor(LASTS_MS)
  ok(apart.served > budget, `${apart.served} while the table is away`)
  for (const [i, lines] of away().entries()) ok(lines > 0 && lines <= (before[i] ?? 0) + 1, 'told once a minute')
})

async function nextWindow(): Promise<void> {
  const window = Math.floor(Date.now() / WINDOW_MS)
  while (Math.floor(Date.now() / WINDOW_MS) === window) await pause(20)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
