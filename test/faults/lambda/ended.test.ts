import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { newNode, startBroker } from '../../../infra/local/kafka/broker.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic } from '../../support/kafka.ts'
import { describeUnderClient } from '../../support/lambda-runtime/client.ts'
import { TimedOut } from '../../support/lambda-runtime/environment.ts'
import { startFunction } from '../../support/lambda-runtime/function.ts'
import { openStage, produce, type Stage, until } from './stage.ts'

describeUnderClient('a function that comes to an end', () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  test('SIGTERM with a request under way: within half a second, and nothing acknowledged is lost or stored twice', async (t) => {
    const lambda = await stage.start()
    t.after(() => lambda.close())
    const topic = await stage.createTopic()
    const acknowledged: string[] = []
    for (let n = 0; n < 4; n++) {
      const path = `/topics/${topic}`
      equal((await lambda.fetch(path, produce(`${n}-before`))).status, 200)
      acknowledged.push(`"${n}-before"`)
      const [environment] = lambda.environments
      await until('it is frozen', () => environment?.frozen() === true)
      const underWay = lambda.fetch(path, produce(`${n}-under-way`)).catch(() => undefined)
      while (environment?.frozen()) await setImmediate()
      const startedAt = performance.now()
      await environment?.stop('SIGTERM')
      ok(performance.now() - startedAt < 500, 'it ends in time')
      if (isStored(await (await underWay)?.text())) acknowledged.push(`"${n}-under-way"`)
    }
    equal((await lambda.fetch(`/topics/${topic}`, produce('last'))).status, 200)
    acknowledged.push('"last"')
    const values = await stage.values(topic, acknowledged.length)
    deepEqual(new Set(values).size, values.length, 'nothing twice')
    for (const value of acknowledged) ok(values.includes(value), `${value} was acknowledged`)
    equal(lambda.started(), 5)
  })

  test('a broker that says nothing: the answer comes before the time is over, and the process goes on', async (t) => {
    const lambda = await stage.start({ environment: { KAFKA_REST_CLIENT_REQUEST_TIMEOUT_MS: '1000' } })
    t.after(() => lambda.close())
    const topic = await stage.createTopic()
    equal((await lambda.fetch(`/topics/${topic}`, produce(0))).status, 200)
    stage.through.swallow(true)
    const startedAt = performance.now()
    const response = await lambda.fetch(`/topics/${topic}`, produce(1), { timeoutMs: 3000 })
    ok(performance.now() - startedAt < 3000)
    const text = await response.text()
    match(text, /"error_code":50003/)
    stage.through.swallow(false)
    equal((await lambda.fetch(`/topics/${topic}`, produce(2))).status, 200)
    equal(lambda.started(), 1)
  })

  test('time that is over in the middle of a request: killed, it begins anew, and what it had sent is there once at most', async (t) => {
    const lambda = await stage.start()
    t.after(() => lambda.close())
    const topic = await stage.createTopic()
    equal((await lambda.fetch(`/topics/${topic}`, produce('before'))).status, 200)
    const [environment] = lambda.environments
    await until('it is frozen', () => environment?.frozen() === true)
    stage.through.swallow(true)
    // Of which half a second is kept for the answer.
    const underWay = lambda.fetch(`/topics/${topic}`, produce('under way'), { timeoutMs: 1500 })
    const timedOut = rejects(underWay, TimedOut)
    await until('it works', () => environment?.frozen() === false)
    process.kill(environment?.pid ?? 0, 'SIGSTOP')
    await timedOut
    stage.through.swallow(false)
    equal((await lambda.fetch(`/topics/${topic}`, produce('after'))).status, 200)
    equal(lambda.started(), 2)
    const values = await stage.values(topic, 2)
    equal(values[0], '"before"')
    ok(values.length <= 3 && values.at(-1) === '"after"', values.join())
  })

  test('no broker at the cold start: it is answered 503, and the same process recovers', async (t) => {
    const { port } = await newNode(1)
    const bootstrap = `127.0.0.1:${port}`
    const lambda = await startFunction({ environment: { KAFKA_REST_BOOTSTRAP_SERVERS: bootstrap } })
    t.after(() => lambda.close())
    const away = await lambda.fetch('/v3/clusters', {}, { timeoutMs: 4000 })
    equal(away.status, 503, await away.text())
    const broker = await startBroker({ dir: newFolder('kafka'), port })
    t.after(() => broker.stop(0))
    const topic = await createTopic({ kafka: bootstrap })
    const response = await lambda.fetch(`/topics/${topic}`, produce(1))
    equal(response.status, 200, await response.text())
    equal(lambda.started(), 1)
  })

  test('settings that cannot be: Lambda is told which, at the start', async (t) => {
    const lambda = await startFunction({ environment: { KAFKA_REST_AUTH_NONE: '', KAFKA_REST_BOOTSTRAP_SERVERS: '' } })
    t.after(() => lambda.close())
    const body = lambda.environments[0]?.initError?.body.toString() ?? ''
    match(body, /KAFKA_REST_BOOTSTRAP_SERVERS/)
    match(body, /KAFKA_REST_AUTH/)
  })
})

/** Whether an answer to one record says that it is in Kafka. */
function isStored(answer: string | undefined): boolean {
  if (answer === undefined) return false
  const { offsets } = JSON.parse(answer) as { offsets?: { error_code: number | null }[] }
  return offsets?.[0]?.error_code === null
}
