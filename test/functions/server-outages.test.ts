import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Broker, startBroker } from '../../infra/local/kafka/broker.ts'
import { type Registry, startRegistry } from '../../infra/local/registry.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

const V2 = 'application/vnd.kafka.v2+json'
const requestMs = 4000
/** For a busy machine: what is late by less is not late. */
const slackMs = 2500

interface Timed {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Headers
  readonly ms: number
}

async function ask(proxy: ProxyProcess, path: string, init?: RequestInit): Promise<Timed> {
  const started = performance.now()
  const response = await fetch(proxy.url + path, init)
  const body = (await response.json()) as Timed['body']
  return { status: response.status, headers: response.headers, body, ms: performance.now() - started }
}

function produce(proxy: ProxyProcess, topic: string, value: unknown, schema?: string): Promise<Timed> {
  const format = schema === undefined ? 'json' : 'avro'
  return ask(proxy, `/topics/${topic}`, {
    method: 'POST',
    headers: { 'content-type': `application/vnd.kafka.${format}.v2+json`, accept: V2 },
    body: JSON.stringify({ ...(schema !== undefined && { value_schema: schema }), records: [{ value }] }),
  })
}

/** The first record's entry. */
function entryOf({ status, body }: Timed): { error_code: number | null; error: string | null } {
  equal(status, 200, JSON.stringify(body))
  const [entry] = body.offsets as { error_code: number | null; error: string | null }[]
  return entry ?? { error_code: -1, error: 'no entry' }
}

const isStored = (answer: Timed) => answer.status === 200 && entryOf(answer).error_code === null

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come true within fifteen seconds.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const isReady = async (proxy: ProxyProcess) => (await ask(proxy, '/health/ready')).status === 200

// Both wait more than they work.
describe('the node server', { concurrency: 2 }, () => {
  describe('while Kafka is away', { concurrency: 1 }, () => {
    let broker: Broker
    let topic: string
    let proxy: ProxyProcess
    const environment = {
      KAFKA_REST_SCHEMA_REGISTRY_URL: '',
      KAFKA_REST_CONSUMER_STORE: 'memory',
      KAFKA_REST_REQUEST_TIMEOUT_MS: String(requestMs),
      KAFKA_REST_PRODUCER_DELIVERY_TIMEOUT_MS: '2000',
    }
    before(async () => {
      broker = await startBroker({ dir: newFolder('outage') })
      topic = await createTopic({ kafka: broker.bootstrap })
      proxy = await startProxy({ ...environment, KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap })
      equal((await produce(proxy, topic, 'before')).status, 200)
      equal((await ask(proxy, '/health/ready')).status, 200)
      await broker.kill('SIGKILL')
    })
    after(async () => {
      equal(await proxy.stop(), 0)
      await broker.stop(0)
    })

    test('/health/live says 200, /health/ready says 503 and what is away, quickly', async () => {
      equal((await ask(proxy, '/health/live')).status, 200)
      const ready = await ask(proxy, '/health/ready')
      deepEqual([ready.status, ready.body], [503, { status: 'not ready', kafka: 'down' }])
      ok(ready.ms < 2000 + slackMs, `${ready.ms} ms`)
    })

    test('records get entries of 50003 in time, for topics that are known and for others', async () => {
      const answers = await Promise.all([topic, topic, 'never-asked-for'].map((name) => produce(proxy, name, 'away')))
      for (const answer of answers) {
        equal(answer.status, 200)
        equal(entryOf(answer).error_code, 50003)
        match(entryOf(answer).error ?? '', /^Not sent/)
        ok(answer.ms < requestMs + slackMs, `${answer.ms} ms`)
      }
    })

    test('questions about topics and clusters get 503 with 50302 and Retry-After in time', async () => {
      const paths = ['/topics', `/topics/${topic}`, `/topics/${topic}/partitions/0/offsets`, '/brokers', '/v3/clusters']
      for (const answer of await Promise.all(paths.map((path) => ask(proxy, path)))) {
        deepEqual([answer.status, answer.body.error_code], [503, 50302])
        match(answer.headers.get('retry-after') ?? '', /^\d+$/)
        ok(!JSON.stringify(answer.body).includes('127.0.0.1'))
        ok(answer.ms < requestMs + slackMs, `${answer.ms} ms`)
      }
    })

    test('a request that is refused for its own sake is refused at once', async () => {
      const answer = await ask(proxy, `/topics/${topic}`, { method: 'POST', headers: { 'content-type': 'text/plain' } })
      equal(answer.status, 415)
      ok(answer.ms < slackMs, `${answer.ms} ms`)
    })

    test('a proxy starts, and is ready once Kafka is back; so is one that was there before, without a restart', async () => {
      const late = await startProxy({ ...environment, KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap })
      equal((await ask(late, '/health/ready')).status, 503)
      await broker.restart()
      for (const each of [late, proxy]) {
        await until(() => isReady(each))
        equal(entryOf(await produce(each, topic, 'after')).error_code, null)
        equal((await ask(each, '/topics')).status, 200)
      }
      equal(await late.stop(), 0)
      // What was told “Not sent” was not.
      const values = (await readTopic(topic, 3, broker.bootstrap)).map(({ value }) => String(value))
      deepEqual(values, ['"before"', '"after"', '"after"'])
    })

    test('a restart that is shorter than the delivery time is not noticed by who sends', async () => {
      const patient = await startProxy({
        ...environment,
        KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
        KAFKA_REST_PRODUCER_DELIVERY_TIMEOUT_MS: '25000',
        KAFKA_REST_REQUEST_TIMEOUT_MS: '30000',
      })
      equal(entryOf(await produce(patient, topic, 'first')).error_code, null)
      const before = (await readTopic(topic, 4, broker.bootstrap)).length
      await broker.kill('SIGKILL')
      const sent = Promise.all(Array.from({ length: 20 }, (_, i) => produce(patient, topic, i)))
      await broker.restart()
      for (const answer of await sent) equal(entryOf(answer).error_code, null, JSON.stringify(answer.body))
      const stored = (await readTopic(topic, before + 20, broker.bootstrap))
        .slice(before)
        .map(({ value }) => Number(value))
      deepEqual(
        stored.toSorted((a, b) => a - b),
        Array.from({ length: 20 }, (_, i) => i),
      )
      equal(await patient.stop(), 0)
    })
  })

  describe('while the registry is away', { concurrency: 1 }, () => {
    const registryMs = 2000
    const dir = newFolder('outage-registry')
    let registry: Registry
    let topic: string
    let proxy: ProxyProcess
    before(async () => {
      registry = await startRegistry({ dir })
      topic = await createTopic()
      proxy = await startProxy({
        KAFKA_REST_SCHEMA_REGISTRY_URL: registry.url,
        KAFKA_REST_SCHEMA_REGISTRY_REQUEST_TIMEOUT_MS: String(registryMs),
        KAFKA_REST_CONSUMER_STORE: 'memory',
      })
      await until(async () => (await produce(proxy, topic, 1, '"long"')).status === 200)
      equal((await ask(proxy, '/health/ready')).status, 200)
    })
    after(async () => {
      equal(await proxy.stop(), 0)
      await registry.stop(0)
    })

    async function withoutRegistry(withinMs: number): Promise<void> {
      const unseen = await produce(proxy, await createTopic(), 1, '"long"')
      deepEqual([unseen.status, unseen.body.error_code], [503, 503])
      match(unseen.headers.get('retry-after') ?? '', /^\d+$/)
      ok(unseen.ms < withinMs, `${unseen.ms} ms`)
      // What was used before is in memory, and formats without schemas need no registry.
      equal(entryOf(await produce(proxy, topic, 2, '"long"')).error_code, null)
      equal(entryOf(await produce(proxy, topic, { a: 1 })).error_code, null)
      const ready = await ask(proxy, '/health/ready')
      deepEqual([ready.status, ready.body], [503, { status: 'not ready', kafka: 'up', registry: 'down' }])
    }

    test('one that is frozen: new schemas get 503 within its time limit, known ones are used', async () => {
      await registry.kill('SIGSTOP')
      try {
        await withoutRegistry(registryMs + slackMs)
      } finally {
        await registry.kill('SIGCONT')
      }
      await until(() => isReady(proxy))
      const unseen = await createTopic()
      await until(async () => isStored(await produce(proxy, unseen, 1, '"long"')))
    })

    test('one that was killed: new schemas get 503 at once, and work again when it is back, without a restart', async () => {
      await registry.kill('SIGKILL')
      await withoutRegistry(slackMs)
      registry = await startRegistry({ dir, port: registry.ports.registry ?? 0 })
      await until(() => isReady(proxy))
      const unseen = await createTopic()
      await until(async () => isStored(await produce(proxy, unseen, 1, '"long"')))
    })
  })
})
