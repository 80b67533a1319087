import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { describeUnderClient } from '../../support/lambda-runtime/client.ts'
import type { LambdaFunction } from '../../support/lambda-runtime/function.ts'
import { PRODUCE } from '../../support/pass-through.ts'
import { openStage, produce, type Stage, until } from './stage.ts'

describeUnderClient('a function that is frozen', () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  /** Produces one record; how long that took, ms. */
  async function produceOne(lambda: LambdaFunction, topic: string, value: unknown): Promise<number> {
    const startedAt = performance.now()
    const response = await lambda.fetch(`/topics/${topic}`, produce(value))
    const tookMs = performance.now() - startedAt
    const answer = await response.text()
    equal(response.status, 200, answer)
    equal(JSON.parse(answer).offsets[0].error_code, null, answer)
    return tookMs
  }

  async function frozen(lambda: LambdaFunction): Promise<void> {
    await until('the function is frozen', () => lambda.environments.every((each) => each.frozen()))
  }

  test("for longer than the broker's idle limit: the next request is answered with at most one retry", async (t) => {
    const lambda = await stage.start()
    t.after(() => lambda.close())
    const topic = await stage.createTopic()
    await produceOne(lambda, topic, 0)
    const sent = stage.through.requests(PRODUCE)
    await frozen(lambda)
    await until('the broker gives the connections up', () => stage.through.open() === 0)
    const tookMs = await produceOne(lambda, topic, 1)
    ok(tookMs < 2000, `${tookMs} ms`)
    ok(stage.through.requests(PRODUCE) - sent <= 2)
    deepEqual(await stage.values(topic, 2), ['0', '1'])
    equal(lambda.started(), 1)
  })

  test('while the broker is restarted: the next request is answered, and nothing is stored twice', async (t) => {
    const lambda = await stage.start()
    t.after(() => lambda.close())
    const topic = await stage.createTopic()
    await produceOne(lambda, topic, 0)
    await frozen(lambda)
    await stage.broker.restart()
    await produceOne(lambda, topic, 1)
    deepEqual(await stage.values(topic, 2), ['0', '1'])
  })

  test('while its connections die silently: they have been idle for too long, and are not waited for', async (t) => {
    const lambda = await stage.start({ environment: { KAFKA_REST_CLIENT_CONNECTIONS_MAX_IDLE_MS: '1000' } })
    t.after(() => lambda.close())
    const topic = await stage.createTopic()
    await produceOne(lambda, topic, 0)
    await frozen(lambda)
    const sent = stage.through.requests(PRODUCE)
    const idleSince = Date.now()
    stage.through.swallow(true)
    await until('the connections are too old', () => Date.now() - idleSince > 1200)
    stage.through.swallow(false)
    const tookMs = await produceOne(lambda, topic, 1)
    ok(tookMs < 2000, `${tookMs} ms`)
    equal(stage.through.requests(PRODUCE) - sent, 1)
    deepEqual(await stage.values(topic, 2), ['0', '1'])
  })

  test('for a moment, in which its connections die silently: that costs a retry, and no request', async (t) => {
    const lambda = await stage.start({ environment: { KAFKA_REST_CLIENT_REQUEST_TIMEOUT_MS: '1000' } })
    t.after(() => lambda.close())
    const topic = await stage.createTopic()
    await produceOne(lambda, topic, 0)
    await frozen(lambda)
    stage.through.swallow(true)
    stage.through.swallow(false)
    const tookMs = await produceOne(lambda, topic, 1)
    ok(tookMs > 900 && tookMs < 5000, `${tookMs} ms`)
    deepEqual(await stage.values(topic, 2), ['0', '1'])
  })
})
