import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { consumerEnvironment } from '../../contract/consumer.ts'
import { describeUnderClient } from '../../support/lambda-runtime/client.ts'
import type { LambdaFunction } from '../../support/lambda-runtime/function.ts'
import { openStage, produce, type Stage, until } from './stage.ts'

const JSON2 = 'application/vnd.kafka.json.v2+json'
const V2 = 'application/vnd.kafka.v2+json'

describeUnderClient('a function that reads and is frozen', () => {
  let stage: Stage
  let environment: Record<string, string>
  before(async () => {
    stage = await openStage()
    environment = await consumerEnvironment()
  })
  after(() => stage.close())

  async function answered(lambda: LambdaFunction, path: string, init?: RequestInit): Promise<string> {
    const response = await lambda.fetch(path, init)
    const text = await response.text()
    ok(response.status < 300, `${response.status} ${text}`)
    return text
  }

  const valuesIn = (text: string) => (JSON.parse(text) as { value: unknown }[]).map(({ value }) => value)

  /** A topic with one record, an instance that has read it, and the two ways to read what comes after. */
  async function begin(lambda: LambdaFunction) {
    const topic = await stage.createTopic()
    const post = (body: object): RequestInit => ({
      method: 'POST',
      headers: { 'content-type': V2 },
      body: JSON.stringify(body),
    })
    const store = (value: number) => answered(lambda, `/topics/${topic}`, produce(value))
    await store(0)
    const created = await answered(
      lambda,
      `/consumers/frozen-${randomUUID()}`,
      post({ format: 'json', 'auto.offset.reset': 'earliest' }),
    )
    const instance = new URL((JSON.parse(created) as { base_uri: string }).base_uri).pathname
    await answered(lambda, `${instance}/assignments`, post({ partitions: [{ topic, partition: 0 }] }))
    const accept = { headers: { accept: JSON2 } }
    const read = async () => valuesIn(await answered(lambda, `${instance}/records?timeout=5000`, accept))
    const readAt = async (offset: number) =>
      valuesIn(await answered(lambda, `/topics/${topic}/partitions/0/records?offset=${offset}`, accept))
    deepEqual(await read(), [0])
    deepEqual(await readAt(0), [0])
    return { store, read, readAt }
  }

  async function frozen(lambda: LambdaFunction): Promise<void> {
    await until('the function is frozen', () => lambda.environments.every((each) => each.frozen()))
  }

  async function within(limitMs: number, work: () => Promise<void>): Promise<void> {
    const startedAt = performance.now()
    await work()
    const tookMs = performance.now() - startedAt
    ok(tookMs < limitMs, `${tookMs} ms`)
  }

  test("for longer than the broker's idle limit: the next read goes on where the last one ended", async (t) => {
    const lambda = await stage.start({ environment })
    t.after(() => lambda.close())
    const { store, read, readAt } = await begin(lambda)
    await store(1)
    for (const again of [async () => deepEqual(await read(), [1]), async () => deepEqual(await readAt(1), [1])]) {
      await frozen(lambda)
      await until('the broker gives the connections up', () => stage.through.open() === 0)
      await within(3000, again)
    }
    equal(lambda.started(), 1)
  })

  test('while the broker is restarted: the next read goes on where the last one ended', async (t) => {
    const lambda = await stage.start({ environment })
    t.after(() => lambda.close())
    const { store, read, readAt } = await begin(lambda)
    await store(1)
    await frozen(lambda)
    await stage.broker.restart()
    deepEqual(await read(), [1])
    deepEqual(await readAt(0), [0, 1])
    equal(lambda.started(), 1)
  })

  test('while its connections die silently: they have been idle for too long, and are not waited for', async (t) => {
    const lambda = await stage.start({
      environment: { ...environment, KAFKA_REST_CLIENT_CONNECTIONS_MAX_IDLE_MS: '1000' },
    })
    t.after(() => lambda.close())
    const { store, read, readAt } = await begin(lambda)
    await store(1)
    await frozen(lambda)
    const idleSince = Date.now()
    stage.through.swallow(true)
    await until('the connections are too old', () => Date.now() - idleSince > 1200)
    stage.through.swallow(false)
    await within(3000, async () => deepEqual(await read(), [1]))
    deepEqual(await readAt(1), [1])
    equal(lambda.started(), 1)
  })
})
