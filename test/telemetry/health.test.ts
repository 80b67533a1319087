import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { newTable } from '../consume/dynamodb/stores.ts'
import { type Fault, openWay, type Way } from '../consume/dynamodb/way.ts'
import { startApp, type Target } from '../support/targets.ts'

/** As long as a probe may take, and some for a busy machine. */
const PROBE_MS = 2000 + 2500

async function start(t: TestContext, environment: Record<string, string> = {}): Promise<{ way: Way; proxy: Target }> {
  const way = await openWay(t)
  const proxy = await startApp({
    KAFKA_REST_DYNAMODB_ENDPOINT: way.url,
    KAFKA_REST_DYNAMODB_TABLE: await newTable(),
    ...environment,
  })
  t.after(() => proxy.close())
  return { way, proxy }
}

async function ready(proxy: Target): Promise<{ status: number; body: unknown; ms: number }> {
  const started = performance.now()
  const response = await proxy.fetch('/health/ready')
  const body = await response.json()
  return { status: response.status, body, ms: performance.now() - started }
}

const ALL_UP = { status: 'ready', kafka: 'up', registry: 'up', dynamodb: 'up' }

describe('GET /health/ready', () => {
  test('names all that is configured, and asks DynamoDB for one item that there is not', async (t) => {
    const { way, proxy } = await start(t)
    const { status, body } = await ready(proxy)
    deepEqual([status, body], [200, ALL_UP])
    deepEqual(
      way.requests.map(({ operation }) => operation),
      ['GetItem'],
    )
  })

  const faults: Readonly<Record<string, Fault>> = {
    'cannot be reached': 'reset',
    'does not answer': 'deaf',
    'stops in the middle of its answer': 'stall',
    fails: { status: 500, error: 'InternalServerError' },
    'refuses the function’s role': { status: 400, error: 'AccessDeniedException' },
  }
  for (const [what, fault] of Object.entries(faults)) {
    test(`DynamoDB ${what}: 503 that names it, in time; 200 again when it is back`, async (t) => {
      const { way, proxy } = await start(t)
      way.fault = fault
      const { status, body, ms } = await ready(proxy)
      deepEqual([status, body], [503, { ...ALL_UP, status: 'not ready', dynamodb: 'down' }])
      ok(ms < PROBE_MS, `${ms} ms`)
      equal((await proxy.fetch('/health/live')).status, 200)
      way.fault = 'pass'
      equal((await ready(proxy)).status, 200)
    })
  }

  test('the table is not there: 503 that names DynamoDB', async (t) => {
    const { proxy } = await start(t, { KAFKA_REST_DYNAMODB_TABLE: 'there-is-none' })
    deepEqual((await ready(proxy)).body, { ...ALL_UP, status: 'not ready', dynamodb: 'down' })
  })

  test('Kafka away is not DynamoDB away', async (t) => {
    const { proxy } = await start(t, { KAFKA_REST_BOOTSTRAP_SERVERS: '127.0.0.1:1' })
    const { status, body, ms } = await ready(proxy)
    deepEqual([status, body], [503, { ...ALL_UP, status: 'not ready', kafka: 'down' }])
    ok(ms < PROBE_MS, `${ms} ms`)
  })

  const unused: Readonly<Record<string, Record<string, string>>> = {
    'in memory': { KAFKA_REST_CONSUMER_STORE: 'memory' },
    'of no consumers, as none are served': {
      KAFKA_REST_API_ENDPOINTS_BLOCKLIST: 'api.v1.consumers.*,api.v2.consumers.*',
    },
  }
  for (const [where, environment] of Object.entries(unused)) {
    test(`with the state ${where}, DynamoDB is not asked`, async (t) => {
      const { way, proxy } = await start(t, environment)
      deepEqual((await ready(proxy)).body, { status: 'ready', kafka: 'up', registry: 'up' })
      equal(way.requests.length, 0)
    })
  }

  test('however many ask at once, each part is asked once', async (t) => {
    const { way, proxy } = await start(t)
    const answers = await Promise.all(Array.from({ length: 100 }, () => ready(proxy)))
    deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    equal(way.requests.length, 1)
  })
})
