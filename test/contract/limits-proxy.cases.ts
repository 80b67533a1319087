import { deepEqual, equal } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { type Case, type Expectation, type Facts, get, json2, post, refused, type Surroundings } from './case.ts'
import { failed, json, part, record, stored } from './v3-produce.ts'

const settings = (environment: Record<string, string>) => async (): Promise<Surroundings> => ({ environment })

/** Fifty permits a second, of which a list of brokers uses up those of the next quarter of an hour. */
export const withPermits = settings({
  KAFKA_REST_RATE_LIMIT_ENABLE: 'true',
  KAFKA_REST_RATE_LIMIT_COSTS: 'api.v2.brokers.list=45000',
})
export const withClusterPermits = settings({
  KAFKA_REST_RATE_LIMIT_ENABLE: 'true',
  KAFKA_REST_RATE_LIMIT_PERMITS_PER_SEC: '1000000',
  KAFKA_REST_RATE_LIMIT_COSTS: 'api.v3.clusters.list=0, api.v3.clusters.*=45000',
})
export const withBytes = settings({ KAFKA_REST_RATE_LIMIT_BYTES_PER_SEC: '1000' })
export const withRecords = settings({
  KAFKA_REST_API_V3_PRODUCE_RATE_LIMIT_ENABLED: 'true',
  KAFKA_REST_API_V3_PRODUCE_RATE_LIMIT_MAX_REQUESTS_GLOBAL_PER_SEC: '1000',
  KAFKA_REST_API_V3_PRODUCE_RATE_LIMIT_MAX_BYTES_GLOBAL_PER_SEC: '1000',
})
export const withPatience = settings({
  KAFKA_REST_RATE_LIMIT_ENABLE: 'true',
  KAFKA_REST_RATE_LIMIT_PERMITS_PER_SEC: '10',
  KAFKA_REST_RATE_LIMIT_TIMEOUT_MS: '2000',
  KAFKA_REST_RATE_LIMIT_COSTS: 'api.v2.brokers.list=20',
})
export const withConcurrency = settings({ KAFKA_REST_REQUESTS_CONCURRENT_MAX: '2' })

/** Before the types are negotiated: as JSON (contract A.5). */
const limited = (message: RegExp): Expectation => ({
  ...refused(429, 429, message),
  type: JSON_TYPE,
  headers: { 'retry-after': /^\d+$/ },
})
const exceeded = limited(/^Request rate limit exceeded: The rate limit of requests per second has been exceeded\.$/)

/** Whether by this case or by one before. */
async function exhausted({ send }: Facts): Promise<undefined> {
  await send(get('/brokers'))
  equal((await send(get('/brokers'))).status, 429)
  return undefined
}

const v3Records = '/v3/clusters/any/topics/{topic}/records'
const beyond = (name: string, request: Case['request'], answers: Expectation): Case => ({
  name,
  contract: 'F.2',
  topic: {},
  given: exhausted,
  request,
  answers,
})

export const permits: readonly Case[] = [
  beyond('beyond the permits a request of v2 answers 429', get('/topics'), exceeded),
  beyond('produce of v2 answers 429', post('/topics/{topic}', json2, { records: [{ value: 1 }] }), exceeded),
  beyond('a request of v3 answers 429', get('/v3/clusters'), exceeded),
  beyond('the root answers 429', get('/'), exceeded),
  beyond('produce of v3 has limits of its own', post(v3Records, JSON_TYPE, record(json(1))), {
    status: 200,
    lines: [stored(0, { value: part('JSON', 1) })],
  }),
  beyond('health is told nevertheless', get('/health/live'), { status: 200 }),
  beyond('and so is what the API is', get('/openapi.json'), { status: 200 }),
]

export const clusterPermits: readonly Case[] = [
  {
    name: 'beyond the permits of the cluster a request that names it answers 429, any other is served',
    contract: 'F.2',
    async given({ send }) {
      const { json } = await send(get('/v3/clusters'))
      const cluster = (json as { data: { cluster_id: string }[] }).data[0]?.cluster_id ?? ''
      equal((await send(get(`/v3/clusters/${cluster}`))).status, 200)
      equal((await send(get('/topics'))).status, 200)
      return { cluster }
    },
    request: get('/v3/clusters/{cluster}/topics'),
    answers: limited(/^Request rate limit exceeded: The rate limit of requests per second to this cluster/),
  },
]

export const bytes: readonly Case[] = [
  {
    name: 'beyond the bytes of all callers together a request answers 429',
    contract: 'F.2',
    topic: {},
    async given({ send }) {
      const body = { records: [{ value: 'x'.repeat(100_000) }] }
      equal((await send(post('/topics/{topic}', json2, body))).status, 200)
      return undefined
    },
    request: get('/topics'),
    answers: limited(/bytes per second/),
  },
]

export const v3Limits: readonly Case[] = [
  {
    name: 'a record beyond the bytes of v3 is answered 429, the stream goes on',
    contract: 'F.2, H.4 69',
    topic: {},
    request: post(v3Records, JSON_TYPE, record(json('x'.repeat(50_000))) + record(json(1)).repeat(2)),
    answers: {
      status: 200,
      lines: [
        stored(0, { value: part('JSON', 50_002) }),
        ...Array(2).fill(failed(429, /^Request rate limit exceeded/)),
      ],
    },
  },
]

export const patience: readonly Case[] = [
  {
    name: 'a request beyond the permits waits for its turn when that comes in time',
    contract: 'F.2, rate.limit.timeout.ms',
    async given({ send }) {
      equal((await send(get('/brokers'))).status, 200)
      const started = Date.now()
      equal((await send(get('/topics'))).status, 200)
      // What is owed is paid in a second, and there is one permit a tenth of a second later.
      equal(Date.now() - started > 700, true, `${Date.now() - started} ms`)
      return undefined
    },
    request: get('/topics'),
    answers: { status: 200 },
  },
  {
    name: 'one whose turn does not come in time is answered 429 at once',
    contract: 'F.2, rate.limit.timeout.ms',
    async given({ send }) {
      equal((await send(get('/brokers'))).status, 200)
      equal((await send(get('/brokers'))).status, 200)
      const started = Date.now()
      const answers = await Promise.all(Array.from({ length: 30 }, () => send(get('/topics'))))
      equal(
        answers.some(({ status }) => status === 429),
        true,
      )
      equal(
        answers.every(({ status }) => status === 429 || status === 200),
        true,
      )
      equal(Date.now() - started < 4_000, true)
      return undefined
    },
    request: get('/health/live'),
    answers: { status: 200 },
  },
]

const waiting = (ms: number) => get(`/topics/{topic}/partitions/0/records?offset=0&timeout=${ms}`)

export const concurrency: readonly Case[] = [
  {
    name: 'of requests at once only so many are taken; the others are answered 503 with Retry-After',
    contract: 'design 7, requests.concurrent.max',
    topic: {},
    async given({ send }) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => send(waiting(1_500))))
      deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 503, 503, 503])
      for (const { status, headers, json } of answers) {
        if (status === 200) continue
        equal(headers.get('retry-after'), '1')
        equal((json as { error_code: number }).error_code, 503)
      }
      return undefined
    },
    request: waiting(1),
    answers: { status: 200, type: 'application/vnd.kafka.binary.v2+json' },
  },
  {
    name: 'health is told meanwhile',
    contract: 'design 7, requests.concurrent.max',
    topic: {},
    async given({ send }) {
      const reads = [1, 2, 3].map(() => send(waiting(1_000)))
      equal((await send(get('/health/live'))).status, 200)
      deepEqual((await Promise.all(reads)).map(({ status }) => status).sort(), [200, 200, 503])
      return undefined
    },
    request: get('/topics'),
    answers: { status: 200 },
  },
]
