import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { startIssuer, trusting } from '../support/issuer.ts'
import { type Case, type Expectation, type Facts, get, json2, post, refused, type Surroundings } from './case.ts'
import { newGroup, V2 } from './consumer.ts'
import { failed, json, record } from './v3-produce.ts'

/** Every case has a caller of its own: what one has used up is not missed by another. */
const CALLERS = Array.from({ length: 100 }, (_, i) => `caller${i}`)
let used = 0
const nextCaller = () => as(CALLERS[used++] as string)
const as = (caller: string) => ({ authorization: `Bearer {${caller}}` })

async function withCallers(environment: Record<string, string>): Promise<Surroundings> {
  const issuer = await startIssuer()
  const tokens = await Promise.all(CALLERS.map((sub) => issuer.token({ sub, scope: 'admin' })))
  return {
    environment: { ...trusting(issuer), KAFKA_REST_AUTH_POLICY: 'admin=*', ...environment },
    values: Object.fromEntries(CALLERS.map((caller, i) => [caller, tokens[i] as string])),
    close: () => issuer.close(),
  }
}

/** Ten requests a second and 20,000 bytes for each caller, of which a list of brokers costs a hundred requests. */
export const withRates = () =>
  withCallers({
    KAFKA_REST_RATE_LIMIT_PER_PRINCIPAL_PERMITS_PER_SEC: '10',
    KAFKA_REST_RATE_LIMIT_PER_PRINCIPAL_BYTES_PER_SEC: '20000',
    KAFKA_REST_RATE_LIMIT_COSTS: 'api.v2.brokers.list=100, api.v3.clusters.*=0',
  })

/** One read at a time for each caller, and two instances. */
export const withReadsAndInstances = () =>
  withCallers({
    KAFKA_REST_CONSUMER_READS_PER_PRINCIPAL_MAX: '1',
    KAFKA_REST_CONSUMER_INSTANCES_PER_PRINCIPAL_MAX: '2',
  })

/** Before the types are negotiated: as JSON (contract A.5). */
const limited = (message: RegExp): Expectation => ({
  ...refused(429, 429, message),
  type: JSON_TYPE,
  headers: { 'retry-after': /^\d+$/ },
})
/** After it. */
const limitedLater = (message: RegExp): Expectation => ({ ...limited(message), type: V2 })
const requests = limited(/^Request rate limit exceeded: You have made more requests/)
const bytes = limited(/^Request rate limit exceeded: You have sent or received more bytes/)

/** The caller has used up what there is for the next ten seconds. */
const exhausted =
  (caller: Record<string, string>) =>
  async ({ send }: Facts) => {
    equal((await send(get('/brokers', caller))).status, 200)
    return undefined
  }

const records = (size: number) => ({ records: [{ value: 'x'.repeat(size) }] })
const v3Records = '/v3/clusters/any/topics/{topic}/records'

function afterExhaustion(
  name: string,
  request: (caller: Record<string, string>) => Case['request'],
  answers: Expectation,
): Case {
  const caller = nextCaller()
  return { name, contract: 'F.2', topic: {}, given: exhausted(caller), request: request(caller), answers }
}

export const rates: readonly Case[] = [
  afterExhaustion(
    'who has made too many requests is answered 429 with Retry-After',
    (caller) => get('/topics', caller),
    {
      ...requests,
      headers: { 'retry-after': /^([89]|10)$/ },
    },
  ),
  afterExhaustion(
    'likewise for produce of v2',
    (caller) => post('/topics/{topic}', json2, records(1), caller),
    requests,
  ),
  afterExhaustion('likewise for v3', (caller) => get('/v3/clusters/any/topics', caller), requests),
  afterExhaustion('an operation that costs nothing is served', (caller) => get('/v3/clusters', caller), {
    status: 200,
  }),
  {
    name: 'another caller is served',
    contract: 'F.2',
    given: exhausted(nextCaller()),
    request: get('/topics', nextCaller()),
    answers: { status: 200 },
  },
  afterExhaustion(
    'each record of a v3 stream is answered 429, and the stream goes on',
    (caller) => post(v3Records, JSON_TYPE, record(json(1)).repeat(3), caller),
    { status: 200, lines: Array(3).fill(failed(429, /^Request rate limit exceeded/)) },
  ),
  afterExhaustion(
    'each entry of a v3 batch is answered 429',
    (caller) =>
      post(`${v3Records}:batch`, JSON_TYPE, { entries: ['a', 'b'].map((id) => ({ id, value: json(1) })) }, caller),
    {
      status: 207,
      body: {
        successes: [],
        failures: ['a', 'b'].map((id) => ({ id, ...failed(429, /^Request rate limit exceeded/) })),
      },
    },
  ),
  {
    name: 'records of a v3 stream are counted one by one',
    contract: 'F.2',
    topic: {},
    // A second's worth is ten.
    request: post(v3Records, JSON_TYPE, record(json(1)).repeat(100), nextCaller()),
    answers: { status: 200 },
    afterwards(_, { lines = [] }) {
      const codes = lines.map((line) => (line as { error_code: number }).error_code)
      deepEqual(codes.slice(0, 10), Array(10).fill(200))
      equal(codes.length, 100)
      // What flows in while they are read.
      ok(codes.filter((code) => code === 429).length >= 60, String(codes))
    },
  },
  ...[nextCaller()].map(
    (caller): Case => ({
      name: 'who has sent too many bytes is answered 429; the request that went beyond was served',
      contract: 'F.2',
      topic: {},
      async given({ send }) {
        equal((await send(post('/topics/{topic}', json2, records(200_000), caller))).status, 200)
        return undefined
      },
      request: get('/topics', caller),
      answers: { ...bytes, headers: { 'retry-after': /^(8|9|10)$/ } },
    }),
  ),
  ...[nextCaller()].map(
    (caller): Case => ({
      name: 'what is answered counts as well',
      contract: 'F.2',
      topic: {},
      async given({ send, topic }) {
        // In the name of another, so that only the reading counts.
        const noise = randomBytes(150_000).toString('base64')
        const body = { records: [{ value: noise }] }
        const sent = await send(post('/topics/{topic}', json2, body, nextCaller()))
        equal(sent.status, 200)
        equal((await send(get(`/topics/${topic}/partitions/0/records?offset=0&timeout=5000`, caller))).status, 200)
        return undefined
      },
      request: get('/topics', caller),
      answers: bytes,
    }),
  ),
  ...[nextCaller()].map(
    (caller): Case => ({
      name: 'a caller who keeps to the rate is served for as long as they like',
      contract: 'F.2',
      topic: {},
      async given({ send }) {
        const permits = () => send(get('/topics/{topic}/partitions', caller))
        for (let i = 0; i < 10; i++) equal((await permits()).status, 200, String(i))
        const started = Date.now()
        for (let i = 1; i <= 15; i++) {
          // Twice as long as it takes until there is another.
          while (Date.now() - started < i * 200) await new Promise((resolve) => setTimeout(resolve, 5))
          equal((await permits()).status, 200, `${i} after the first ten`)
        }
        return undefined
      },
      request: get('/v3/clusters', caller),
      answers: { status: 200 },
    }),
  ),
]

/** The records of a topic that holds none: the read waits. */
const waitingRead = (caller: Record<string, string>, ms: number) =>
  get(`/topics/{topic}/partitions/0/records?offset=0&timeout=${ms}`, caller)

const newInstance = (caller: Record<string, string>, config: object = {}, group = newGroup()) =>
  post(`/consumers/${group}`, V2, { format: 'json', ...config }, caller)

const tooMany = limitedLater(/^You have 2 consumer instances, as many as are allowed; delete/)

function withInstances(
  name: string,
  given: (caller: Record<string, string>, facts: Facts) => Promise<void>,
  request: Case['request'],
  answers: Expectation,
): Case {
  return {
    name,
    contract: 'B.4',
    // Instances are kept in the table that all targets share: each has a caller of its own.
    async given(facts) {
      const caller = CALLERS[used++] as string
      await given(as(caller), facts)
      return { me: facts.values[caller] as string }
    },
    request,
    answers,
  }
}

async function create({ send }: Facts, caller: Record<string, string>, config: object = {}): Promise<string> {
  const answer = await send(newInstance(caller, config))
  equal(answer.status, 200, answer.text)
  return new URL((answer.json as { base_uri: string }).base_uri).pathname
}

export const readsAndInstances: readonly Case[] = [
  ...[nextCaller()].map(
    (caller): Case => ({
      name: 'of reads at once only so many are under way; the others are answered 429, and later ones are served',
      contract: 'B.10',
      topic: {},
      async given({ send }) {
        const answers = await Promise.all([1, 2, 3].map(() => send(waitingRead(caller, 1_500))))
        deepEqual(answers.map(({ status }) => status).sort(), [200, 429, 429])
        for (const { status, headers, json } of answers) {
          if (status === 200) continue
          equal(headers.get('retry-after'), '1')
          equal((json as { error_code: number }).error_code, 429)
        }
        return undefined
      },
      request: waitingRead(caller, 1),
      answers: { status: 200, type: 'application/vnd.kafka.binary.v2+json' },
    }),
  ),
  ...[nextCaller()].map(
    (caller): Case => ({
      name: 'another caller reads meanwhile, and so does the same with other requests',
      contract: 'B.10',
      topic: {},
      async given({ send }) {
        const other = nextCaller()
        const calls = [waitingRead(caller, 1_000), waitingRead(other, 1_000), get('/topics', caller)]
        deepEqual(
          (await Promise.all(calls.map(send))).map(({ status }) => status),
          [200, 200, 200],
        )
        return undefined
      },
      request: get('/topics', caller),
      answers: { status: 200 },
    }),
  ),
  withInstances(
    'one instance more than allowed answers 429 and says what to do',
    async (caller, facts) => {
      await create(facts, caller)
      await create(facts, caller)
    },
    newInstance(as('me')),
    tooMany,
  ),
  withInstances(
    'where one has been deleted there is room for another',
    async (caller, facts) => {
      await create(facts, caller)
      const base = await create(facts, caller)
      equal(
        (await facts.send({ method: 'DELETE', path: base, headers: { ...caller, 'content-type': V2 } })).status,
        204,
      )
    },
    newInstance(as('me')),
    { status: 200 },
  ),
  withInstances(
    'those that have expired make room',
    async (caller, facts) => {
      for (let i = 0; i < 2; i++) await create(facts, caller, { 'consumer.instance.timeout.ms': 1_000 })
      const deadline = Date.now() + 20_000
      for (let status = 429; status !== 200; ) {
        const answer = await facts.send(newInstance(caller))
        status = answer.status
        ok(status === 200 || (status === 429 && Date.now() < deadline), answer.text)
      }
    },
    get('/v3/clusters', as('me')),
    { status: 200 },
  ),
  withInstances(
    'a refused name does not count, and neither does the same name twice',
    async (caller, facts) => {
      const group = newGroup()
      const first = newInstance(caller, { name: 'a' }, group)
      equal((await facts.send(first)).status, 200)
      for (let i = 0; i < 3; i++) equal((await facts.send(first)).status, 409)
      const others = newGroup()
      equal((await facts.send(newInstance(nextCaller(), { name: 'b' }, others))).status, 200)
      for (let i = 0; i < 3; i++) equal((await facts.send(newInstance(caller, { name: 'b' }, others))).status, 409)
    },
    newInstance(as('me')),
    { status: 200 },
  ),
  withInstances(
    'of twenty that are made at once so many come about as are allowed',
    async (caller, { send }) => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(newInstance(caller))))
      equal(answers.filter(({ status }) => status === 200).length, 2)
      equal(answers.filter(({ status }) => status === 429).length, 18)
    },
    get('/v3/clusters', as('me')),
    { status: 200 },
  ),
]
